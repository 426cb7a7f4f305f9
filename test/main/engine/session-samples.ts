import type { ObservationTable, ProblemWork, Work } from '../../../src-main/contract/calls'
import { defaultViewSettings } from '../../../src-main/contract/view-settings'

export const table: ObservationTable = {
  fields: ['a', 'u'],
  field: Uint8Array.of(0, 1, 1),
  x: Float64Array.of(0.1, 0.25, 1 / 3),
  y: Float64Array.of(0.9, 0.5, 2 / 3),
  value: Float64Array.of(12, -0.004, 1e-300),
  sigma: Float64Array.of(NaN, 0, 0.01),
  averages: {
    shape: Uint8Array.of(0, 1, 2),
    x2: Float64Array.of(NaN, 0.5, 0.75),
    y2: Float64Array.of(NaN, 0.5, 0.75),
  },
  line: Uint32Array.of(2, 0, 4_000_000_000),
}

export const problemWork: ProblemWork = {
  parameters: { low: 3.5, source: 0.25 },
  seed: 11,
  steps: 2,
  samples: 32,
  refine: false,
  noise: { kind: 'assumed', level: 0.05 },
  observations: { fileName: 'Brunnen März.csv', table, muted: Uint8Array.of(0, 1, 0) },
  source: 'solution',
  field: 'u',
  choice: { version: 'raw', kind: 'quantile', member: 3, level: 0.9 },
  settings: { ...defaultViewSettings, contours: 12, slice: { x1: 0, y1: 0, x2: 1, y2: 0.5 } },
  solutionId: '20261122-000000',
}

export const work: Work = {
  view: 'report',
  problem: 'darcy',
  problems: {
    darcy: problemWork,
    poisson: { ...problemWork, observations: null, choice: null, solutionId: null, source: 'sample' },
  },
}

export const withSource = (source: number): Work => ({
  ...work,
  problems: { darcy: { ...problemWork, parameters: { low: 3.5, source } } },
})
