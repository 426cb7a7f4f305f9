/** Teachers, runs and answers of a training engine, for tests. */
import type { ComparedModel, ResultOf, RunSummary, TeacherChoice } from '../../src-main/contract/calls'
import { sampleOf } from './engine-double'

export const teacher: TeacherChoice = {
  id: 'darcy-64-teacher',
  problem: 'darcy',
  title: 'Darcy flow',
  gridSize: 64,
  sha256: 'cd'.repeat(32),
  recipe: { steps: 1400, maximumSteps: 4, guidance: 20, combination: 'conflict-free', seed: 1 },
}

export function runOf(overrides: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'r1',
    name: 'darcy-64-k4',
    teacher: teacher.id,
    problem: 'darcy',
    state: 'running',
    step: 200,
    steps: 1400,
    stage: 'Distilling the student',
    fraction: 0.14,
    figures: {},
    startedAt: '2026-11-21T15:04:00Z',
    ...overrides,
  }
}

export const columns = [
  'step',
  'seconds',
  'denoiserLoss',
  'divergence',
  'physics',
  'gradientNorm',
  'pdeError',
  'varianceRatio.a',
  'spectrumDistance.a',
  'slicedWasserstein.a',
  'varianceRatio.u',
  'spectrumDistance.u',
  'slicedWasserstein.u',
]

/** A row of the learning curve; `errors` is its PDE error, `variance` that of u. */
export function rowOf(step: number, errors = 2, variance = 1): number[] {
  return [step, step / 2, 0.8, 0.7, 0.01, 0.3, errors, 1.02, 0.3, 0.2, variance, 0.4, 0.1]
}

export function statusOf(run: RunSummary, rows: number[][], rowCount = rows.length): ResultOf<'trainingStatus'> {
  return { run, columns, rows, rowCount, strip: null }
}

export function stripOf(step: number): NonNullable<ResultOf<'trainingStatus'>['strip']> {
  const samples = [1, 2, 3, 4].map((seed) => {
    const { parameters, fields } = sampleOf({ problem: 'darcy', parameters: { low: 3, source: 1 }, seed }, seed)
    return { parameters, fields: fields.slice(0, 2) }
  })
  return { step, samples }
}

export function comparedOf(id: string, error: number): ComparedModel {
  const { fields, residual, inferMs } = sampleOf({ problem: 'darcy', parameters: {}, seed: 1 })
  return {
    id,
    sha256: id,
    gridSize: 64,
    steps: [1, 2, 3, 4],
    sampledSteps: 1,
    figures: {
      pdeError: error,
      pdeErrorMedian: error,
      floor: 3e-11,
      latencyMs: 5,
      varianceRatio: { a: 1, u: 0.7 },
      slicedWasserstein: { a: 0.2, u: 0.1 },
      dataSlicedWasserstein: { a: 0.1, u: 0.1 },
    },
    fields,
    residual,
    inferMs,
  }
}
