import { expect, it } from 'vitest'
import { workableProblem } from '../../../src-renderer/stores/workable-problem'
import { description } from '../engine-double'

const [problem] = description.problems
const other = { ...problem!, id: 'other' }
const [model] = description.models

it('opens the first problem that a student answers for', () => {
  const problems = [other, problem!]
  const models = [
    { ...model!, problem: 'other', kind: 'teacher' as const },
    { ...model!, problem: problem!.id },
  ]
  expect(workableProblem({ ...description, problems, models })).toBe(problem)
})

it('opens the first problem where there is no student, so that what is missing can be said', () => {
  expect(workableProblem({ ...description, problems: [other], models: [] })).toBe(other)
})
