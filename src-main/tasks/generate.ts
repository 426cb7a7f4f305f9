import { performance } from 'node:perf_hooks'
import type { Parameters } from '../problems/problem'
import { certify, type Certificate } from '../report/residuals'
import { antitheticPrior } from './conditioning'
import type { Student } from './student'

/** One joint sample of the student, certified. */
export interface GeneratedSample {
  /** Physical units, by field key. */
  readonly fields: Readonly<Record<string, Float64Array>>
  readonly certificate: Certificate
  readonly inferMs: number
}

/**
 * x = G(z; c) in the given number of steps, for the latents of `seed`: the same seed keeps the sample's shape while
 * parameters change.
 *
 * @throws Failure `steps-not-served`
 */
export async function generate(
  student: Student,
  parameters: Parameters,
  seed: number,
  steps = 1,
): Promise<GeneratedSample> {
  const { problem, size, width } = student
  const generator = await student.unrolled(steps)
  const latents = antitheticPrior(1, steps * width, seed)
  const started = performance.now()
  const state = await generator.states(latents, Float32Array.from(problem.condition(parameters)))
  const inferMs = performance.now() - started
  const fields = problem.denormalise(parameters, state)
  return { fields, certificate: certify(problem, size, parameters, fields), inferMs }
}
