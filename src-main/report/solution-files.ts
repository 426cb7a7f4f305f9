/** The files of a solution, in memory; writing them to a folder is the caller's. */
import { coordinates } from '../field/grid'
import type { NpyArray } from '../formats/npy'
import { writeNpz } from '../formats/npz'
import { writeVti, type VtiArray } from '../formats/vti'
import { fieldQuantile } from './field-quantile'
import { reportHtml } from './html'
import type { ReportOptions } from './page'
import type { FieldEnsemble, Solution } from './solution'

export const solutionFileNames = ['solution.npz', 'solution.json', 'report.html', 'solution.vti'] as const
export type SolutionFileName = (typeof solutionFileNames)[number]

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const writers: Readonly<Record<SolutionFileName, (solution: Solution, options: ReportOptions) => Uint8Array>> = {
  'solution.npz': solutionNpz,
  'solution.json': ({ document }) => encode(`${JSON.stringify(document, undefined, 2)}\n`),
  'report.html': (solution, options) => encode(reportHtml(solution, options)),
  'solution.vti': solutionVti,
}

export function solutionFile(solution: Solution, name: SolutionFileName, options: ReportOptions = {}): Uint8Array {
  return writers[name](solution, options)
}

export function solutionFiles(solution: Solution, options: ReportOptions = {}): Record<SolutionFileName, Uint8Array> {
  const files = solutionFileNames.map((name) => [name, solutionFile(solution, name, options)])
  return Object.fromEntries(files) as Record<SolutionFileName, Uint8Array>
}

/** Quantiles that are exported: the ends of the interval that holds nine tenths of the members. */
const exportedQuantiles = [
  ['q05', 0.05],
  ['q95', 0.95],
] as const

/**
 * Maps of a solution by name, each `[y, x]` in its field's unit: `<field>_mean`, `_std`, `_q05`, `_q95` of the exported
 * fields; for refined ones `<field>_raw_mean` and `_raw_std` beside them.
 */
function mapsOf({ fields, versions, exported }: Solution): VtiArray[] {
  return fields.flatMap((field, i) => {
    const { declaration, mean, std } = field
    const { key, unit } = declaration
    const raw = versions.raw.fields[i]!
    const named: readonly (readonly [string, Float64Array])[] = [
      ['mean', mean],
      ['std', std],
      ...exportedQuantiles.map(([name, level]) => [name, fieldQuantile(field, level)] as const),
      ...(exported === 'refined'
        ? ([
            ['raw_mean', raw.mean],
            ['raw_std', raw.std],
          ] as const)
        : []),
    ]
    return named.map(([name, data]) => ({ name: `${key}_${name}`, unit, data }))
  })
}

/**
 * The maps of a solution `[y, x]`, the members `<field>_samples` `[member, y, x]`, for refined fields also
 * `<field>_raw_samples`, and the positions `x`, `y`; float64.
 */
export function solutionNpz(solution: Solution): Uint8Array {
  const { grid, fields, versions, exported, document } = solution
  const shape = [grid.ny, grid.nx]
  const membersOf = (name: string, of: readonly FieldEnsemble[]): [string, NpyArray][] =>
    of.map(({ samples }, i) => [
      `${fields[i]!.declaration.key}_${name}`,
      { shape: [document.samples, ...shape], data: samples },
    ])
  const positions = (['x', 'y'] as const).map((axis): [string, NpyArray] => {
    const data = coordinates(grid, axis)
    return [axis, { shape: [data.length], data }]
  })
  return writeNpz(
    Object.fromEntries([
      ...mapsOf(solution).map(({ name, data }): [string, NpyArray] => [name, { shape, data: data as Float64Array }]),
      ...membersOf('samples', fields),
      ...(exported === 'refined' ? membersOf('raw_samples', versions.raw.fields) : []),
      ...positions,
    ]),
  )
}

/** The maps of a solution and the residual as one image, with where they came from. */
export function solutionVti(solution: Solution): Uint8Array {
  const { problem, grid, residualMap, document, exported } = solution
  return writeVti(grid, [...mapsOf(solution), { name: 'residual', unit: problem.sourceUnit, data: residualMap }], {
    problem: problem.id,
    model: `${document.model.id} ${document.model.sha256}`,
    seed: `${document.seed}`,
    exported,
  })
}
