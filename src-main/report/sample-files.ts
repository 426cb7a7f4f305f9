/** The files of a drawn sample, in memory: the same seed gives the same bytes. */
import { coordinates } from '../field/grid'
import type { NpyArray } from '../formats/npy'
import { writeNpz } from '../formats/npz'
import { writeVti } from '../formats/vti'
import type { ReportOptions } from './page'
import type { DrawnSample } from './sample'
import { sampleReportHtml } from './sample-html'

export const sampleFileNames = ['sample.npz', 'sample.json', 'report.html', 'sample.vti'] as const
export type SampleFileName = (typeof sampleFileNames)[number]

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const writers: Readonly<Record<SampleFileName, (sample: DrawnSample, options: ReportOptions) => Uint8Array>> = {
  'sample.npz': sampleNpz,
  'sample.json': ({ document }) => encode(`${JSON.stringify(document, undefined, 2)}\n`),
  'report.html': (sample, options) => encode(sampleReportHtml(sample, options)),
  'sample.vti': sampleVti,
}

export function sampleFile(sample: DrawnSample, name: SampleFileName, options: ReportOptions = {}): Uint8Array {
  return writers[name](sample, options)
}

export function sampleFiles(sample: DrawnSample, options: ReportOptions = {}): Record<SampleFileName, Uint8Array> {
  const files = sampleFileNames.map((name) => [name, sampleFile(sample, name, options)])
  return Object.fromEntries(files) as Record<SampleFileName, Uint8Array>
}

/** Every field and `residual`, `[y, x]` in their units, and the positions along both axes by their symbols; float64. */
export function sampleNpz({ grid, fields, residualMap }: DrawnSample): Uint8Array {
  const shape = [grid.ny, grid.nx]
  const arrays: Record<string, NpyArray> = {
    ...Object.fromEntries(fields.map(({ declaration: { key }, mean }) => [key, { shape, data: mean }])),
    residual: { shape, data: residualMap },
    [grid.symbols.x]: { shape: [grid.nx], data: coordinates(grid, 'x') },
    [grid.symbols.y]: { shape: [grid.ny], data: coordinates(grid, 'y') },
  }
  return writeNpz(arrays)
}

function sampleVti({ problem, grid, fields, residualMap, document }: DrawnSample): Uint8Array {
  const maps = fields.map(({ declaration: { key, unit }, mean }) => ({ name: key, unit, data: mean }))
  return writeVti(grid, [...maps, { name: 'residual', unit: problem.sourceUnit, data: residualMap }], {
    problem: problem.id,
    model: `${document.model.id} ${document.model.sha256}`,
    seed: `${document.seed}`,
  })
}
