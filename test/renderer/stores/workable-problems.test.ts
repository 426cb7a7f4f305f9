import { expect, it } from 'vitest'
import { workableProblems } from '../../../src-renderer/stores/workable-problems'
import { description } from '../engine-double'

const [problem] = description.problems
const [model] = description.models
const other = { ...problem!, id: 'other' }

it('opens the problems that a student answers for, in their order', () => {
  const problems = [other, problem!, { ...problem!, id: 'third' }]
  const models = [
    { ...model!, problem: 'third' },
    { ...model!, problem: 'other', kind: 'teacher' as const },
    { ...model!, problem: problem!.id },
  ]
  expect(workableProblems({ ...description, problems, models }).map(({ id }) => id)).toEqual([problem!.id, 'third'])
})

it('opens the first problem where there is no student, so that what is missing can be said', () => {
  expect(workableProblems({ ...description, problems: [other, problem!], models: [] })).toEqual([other])
})
