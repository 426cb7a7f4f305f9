/** What the suite measures, by name. */

/** `chord-then-adam` is what reconstructions use. */
export const optimiserNames = [
  'chord-then-adam',
  'chord',
  'adam',
  'lbfgs',
  'lbfgs-preconditioned',
  'chord-then-lbfgs',
  'gauss-newton',
] as const
export type OptimiserName = (typeof optimiserNames)[number]

/** Seconds after which the objectives are compared. */
export const instants = [0.5, 1, 2, 5] as const

export const excessFigure = (seconds: number): string => `excess${String(seconds).replace('.', '-')}s`
