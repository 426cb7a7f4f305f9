import type { TaskName } from './names'

/** Published errors of a task with 3 % of the points observed, without noise. */
export interface PublishedErrors {
  readonly problem: string
  readonly task: TaskName
  /** FunDPS with 500 steps, 200 steps, and DiffusionPDE with 2000: relative L2, Darcy's inverse the misclassified share. */
  readonly fundps500: number
  readonly fundps200: number
  readonly diffusionPde: number
}

/**
 * Of FunDPS and DiffusionPDE, on 128 x 128 grids of the data sets that DiffusionPDE published (Huang et al. 2024), 500
 * points observed. Ours is another data set, of the same distributions, on 64 x 64: the same share is 123 points there.
 */
export const publishedErrors: readonly PublishedErrors[] = [
  { problem: 'darcy', task: 'forward', fundps500: 0.0249, fundps200: 0.0288, diffusionPde: 0.0607 },
  { problem: 'darcy', task: 'inverse', fundps500: 0.0518, fundps200: 0.0678, diffusionPde: 0.0787 },
  { problem: 'poisson', task: 'forward', fundps500: 0.0199, fundps200: 0.0204, diffusionPde: 0.0488 },
  { problem: 'poisson', task: 'inverse', fundps500: 0.2047, fundps200: 0.2404, diffusionPde: 0.211 },
  { problem: 'helmholtz', task: 'forward', fundps500: 0.0213, fundps200: 0.022, diffusionPde: 0.1264 },
  { problem: 'helmholtz', task: 'inverse', fundps500: 0.1716, fundps200: 0.2007, diffusionPde: 0.1907 },
  { problem: 'navier-stokes', task: 'forward', fundps500: 0.0332, fundps200: 0.0399, diffusionPde: 0.0378 },
  { problem: 'navier-stokes', task: 'inverse', fundps500: 0.0848, fundps200: 0.0987, diffusionPde: 0.0963 },
]
