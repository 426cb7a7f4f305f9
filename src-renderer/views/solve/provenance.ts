import type { SolutionDocument } from '../../../src-main/contract/calls'

/** What the rows of a solution's provenance are made from. */
export function provenanceOf({ model, provider, seed, samples, steps, evaluations, timingsMs }: SolutionDocument) {
  const { load, infer, refine, total } = timingsMs
  const timings = [
    ['load', load],
    ['infer', infer],
    ['refine', refine],
    ['total', total],
  ] as const
  return { model, provider, seed, samples, steps, evaluations, timings }
}
