import { describe, expect, test } from 'vitest'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { checkParameters } from '../../../src-main/problems/parameters'
import { generate } from '../../../src-main/tasks/generate'
import type { Student } from '../../../src-main/tasks/student'
import { rejection } from '../refusal'

const size = 16
const width = 2 * size * size

/** A student of Darcy flow whose network answers `answer` everywhere. */
function studentAnswering(answer: number): Student {
  const generator = { states: async () => new Float32Array(width).fill(answer) }
  return {
    problem: darcy,
    size,
    width,
    model: { manifest: { id: 'darcy-16' } },
    unrolled: async () => generator,
  } as unknown as Student
}

describe('a network that answers with what is no number', () => {
  test('is refused with the parameters that lie beyond its training', async () => {
    const parameters = checkParameters(darcy, { permeabilityLow: 1, sourceStrength: 100 })
    expect((await rejection(generate(studentAnswering(NaN), parameters, 7))).detail).toMatchObject({
      code: 'sample-not-finite',
      kind: 'solve',
      where: 'permeabilityLow',
      received: '1',
    })
  })

  test('is refused within its training as well', async () => {
    const refused = generate(studentAnswering(Infinity), checkParameters(darcy, {}), 7, 2)
    expect((await rejection(refused)).detail).toMatchObject({ code: 'sample-not-finite', where: '2 steps' })
  })
})

test('fields that are finite are certified whatever they are', async () => {
  const { certificate } = await generate(studentAnswering(0), checkParameters(darcy, {}), 7)
  expect(certificate.norms.l2).toBeGreaterThan(0)
})
