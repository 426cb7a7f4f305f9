/** What the suite measures, by name: for rows, targets and tables, without loading what solves the tasks. */

/** The central intervals that are scored, per cent. */
export const intervalLevels = [50, 80, 95] as const

/** What a person may get wrong, and what an alarm should tell them of. */
export const mishapNames = ['unit', 'distribution', 'noise', 'contrast'] as const
export type MishapName = (typeof mishapNames)[number]

/** The mishaps of a problem; only a medium of two phases has a contrast. */
export const mishapsOf = (problem: string): readonly MishapName[] =>
  problem === 'darcy' ? mishapNames : mishapNames.filter((name) => name !== 'contrast')
