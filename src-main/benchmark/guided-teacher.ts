import type { Observations } from '../field/observations'
import type { ModelPackage } from '../library/package'
import type { Parameters, Problem } from '../problems/problem'

export interface GuidedTeacherOptions {
  readonly steps: number
  readonly seed: number
  readonly signal: AbortSignal
}

/** One sample under observations. */
export interface GuidedFields {
  /** Physical units, by key. */
  readonly fields: Record<string, Float64Array>
  /** Evaluations of the teacher; that some of them come with a gradient is not counted. */
  readonly evaluations: number
}

/**
 * Reconstruction by guiding the teacher's sampler to observations, as DiffusionPDE does it (Huang et al. 2024). `noise` is
 * the standard deviation of each point in physical units.
 */
export type GuidedTeacher = (
  problem: Problem,
  model: ModelPackage,
  parameters: Parameters,
  observations: Observations,
  noise: Float64Array,
  options: GuidedTeacherOptions,
) => Promise<GuidedFields>
