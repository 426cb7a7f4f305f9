/** An engine that tests hold in their hands: each call waits until the test answers it. */
import {
  ContractFailure,
  type CallName,
  type CallOptions,
  type ContractError,
  type EngineClient,
  type ProblemDescription,
  type Progress,
  type RequestOf,
  type ResultOf,
} from '../../src-main/contract/calls'
import { payload } from './scene/fields'

type State = 'ready' | 'lost' | 'restarting'

export interface HeldCall<N extends CallName = CallName> {
  readonly name: N
  readonly request: RequestOf<N>
  readonly signal: AbortSignal | undefined
  progress(progress: Progress): void
  answer(result: ResultOf<N>): Promise<void>
  fail(error: Partial<ContractError>): Promise<void>
}

export const problem: ProblemDescription = {
  id: 'darcy',
  title: 'Darcy flow',
  equation: { text: '-div(a grad u) = f in the unit square, u = 0 on its boundary', latex: '' },
  sourceUnit: 'm/d',
  reconstructs: true,
  fields: [
    { key: 'a', name: 'Transmissivity', unit: 'm²/d', role: 'coefficient' },
    { key: 'u', name: 'Pressure head', unit: 'm', role: 'solution' },
  ],
  parameters: [
    {
      key: 'low',
      name: 'Permeability, low',
      symbol: 'a₋',
      unit: 'm²/d',
      minimum: 2,
      maximum: 6,
      admissible: { minimum: 1, maximum: 7 },
      default: 3,
      scale: 'log',
    },
    {
      key: 'source',
      name: 'Source strength',
      symbol: 'f',
      unit: 'm/d',
      minimum: 0.25,
      maximum: 4,
      admissible: { minimum: 1e-6, maximum: 1e6 },
      default: 1,
      scale: 'log',
    },
  ],
}

export const description: ResultOf<'describe'> = {
  version: '9.9.9',
  problems: [problem],
  models: [
    {
      id: 'darcy-64-student',
      problem: 'darcy',
      kind: 'student',
      gridSize: 64,
      steps: [1, 2, 4],
      sha256: 'ab'.repeat(32),
      origin: 'shipped',
      inUse: true,
      card: { quality: { pdeError: { mean: 0.5 } } },
    },
  ],
  providers: [
    { name: 'cpu', state: 'selected', reason: 'agreed with the expected output' },
    { name: 'cuda', state: 'refused', reason: 'libcudart is missing' },
  ],
}

const floor = { l2: 1e-11, l2Relative: 1e-11, hMinus1: 1e-13, max: 1e-10, weak: 1e-13, boundary: 1e-15, balance: 1e-13 }
const solutionError = { l2: 5e-4, relative: 0.021, bound: 4e-3 }
const raw = {
  l2: 0.04,
  l2Relative: 0.04,
  hMinus1: 0.001,
  max: 0.3,
  weak: 0.002,
  boundary: 1e-6,
  balance: 2e-4,
  floor,
  solutionError,
}
const model = { id: 'darcy-64-student', sha256: 'ab'.repeat(32) }

export function sampleOf(request: RequestOf<'generate'>, height = 1): ResultOf<'generate'> {
  return {
    model,
    provider: 'cpu',
    parameters: request.parameters,
    outsideTraining: [],
    seed: request.seed,
    fields: [
      payload(8, 8, (x) => (x < 0.5 ? 3 : 12), { key: 'a', of: 'a' }),
      payload(8, 8, (x, y) => height * x * y, { key: 'u', of: 'u' }),
      payload(8, 8, (x, y) => x - y, { key: 'residual', of: 'residual' }),
    ],
    vectors: [],
    residual: raw,
    inferMs: 9,
  }
}

const rawFit = { rmsMisfit: { a: 0.1, u: 2e-4 }, reducedChiSquare: 1.1 }
const refinedFit = { rmsMisfit: { a: 0.2, u: 3e-4 }, reducedChiSquare: 0.9 }

export function solutionOf({ parameters, samples, seed, refine, steps }: RequestOf<'solve'>): ResultOf<'solve'> {
  return {
    solutionId: 's1',
    document: {
      schema: 'fieldsmith.solution/2',
      problem: 'darcy',
      model,
      provider: 'cpu',
      seed,
      samples,
      steps: steps ?? 1,
      refined: refine,
      parameters,
      outsideTraining: [],
      observations: {
        count: 2,
        byField: { a: 1, u: 1 },
        noise: { a: { origin: 'file', rms: 0.1 }, u: { origin: 'estimated', rms: 0.012 } },
        ...(refine ? refinedFit : rawFit),
        raw: rawFit,
        refined: refine ? refinedFit : null,
      },
      alarms: [],
      nextSensors: [
        { field: 'u', x: 0.4125, y: 0.73, std: 0.02, gain: 0.12 },
        { field: 'u', x: 0.1, y: 0.2, std: 0.01, gain: 0.034 },
      ],
      evaluations: { network: 12, gradient: 10 },
      residual: { raw, refined: refine ? { ...floor, floor, solutionError: { l2: 1e-13, relative: 4e-12 } } : null },
      timingsMs: { load: 1, infer: 2, refine: 3, total: 6 },
      files: ['solution.npz'],
    },
    fields: ['a_mean', 'a_std', 'u_mean', 'u_std', 'residual'].map((key) =>
      payload(8, 8, (x, y) => x + y, { key, of: key === 'residual' ? key : key[0]! }),
    ),
    vectors: [],
    points: points.map((point) => ({ ...point, misfit: 0.5 })),
    readings: { sigma: Float64Array.of(0.1, 0.01), misfit: Float64Array.of(0.5, 0.5) },
  }
}

/** A view whose values are `height` times those of the mean. */
export function viewOf({ view }: RequestOf<'solutionView'>, height = 1): ResultOf<'solutionView'> {
  const residual = view.kind === 'mean' || view.kind === 'sample' ? ['residual'] : []
  return {
    fields: ['a', 'u', ...residual].map((key) => payload(8, 8, (x, y) => height * (x + y), { key, of: key })),
    vectors: [],
    points: points.map((point) => ({ ...point, misfit: 2.5 })),
    readings: { sigma: Float64Array.of(0.1, 0.01), misfit: Float64Array.of(2.5, 2.5) },
  }
}

export const points: ResultOf<'readObservations'>['points'] = [
  { index: 0, field: 'a', x: 0.2, y: 0.3, value: 3, sigma: 0.1, line: 2 },
  { index: 1, field: 'u', x: 0.6, y: 0.7, value: 0.4, sigma: 0.01, line: 3 },
]

/** What an engine reads from a file of these points. */
export const observationsRead: ResultOf<'readObservations'> = {
  table: {
    fields: ['a', 'u'],
    field: Uint8Array.of(0, 1),
    x: Float64Array.of(0.2, 0.6),
    y: Float64Array.of(0.3, 0.7),
    value: Float64Array.of(3, 0.4),
    sigma: Float64Array.of(0.1, NaN),
    line: Uint32Array.of(2, 3),
  },
  mapping: {
    format: 'text',
    text: { delimiter: ',', decimal: '.', skip: 0, header: 'row', units: false },
    grid: false,
    columns: ['field', 'x', 'y', 'value', 'sigma'].map((name) => ({
      name,
      role: name as 'field' | 'x' | 'y' | 'value' | 'sigma',
      field: null,
      unit: null,
      offset: 0,
      scale: null,
    })),
  },
  count: 2,
  withoutNoise: 2,
  points,
}

/** What an engine says of a native file with these points before it reads it. */
export const nativePreview: ResultOf<'previewObservations'> = {
  format: 'text',
  rows: 2,
  columns: observationsRead.mapping.columns.map(({ name }) => ({
    name,
    unit: null,
    holds: name === 'field' ? 'text' : 'numbers',
    samples: [],
  })),
  mapping: observationsRead.mapping,
  native: true,
  findings: [],
  findingCount: 0,
  checkedRows: 2,
  places: [],
  targets: [],
}

/** Lets everything that is due in promises happen. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

export class EngineDouble implements EngineClient {
  /** Calls that have not been answered, oldest first. */
  readonly held: HeldCall[] = []
  /** Every call ever made, by name. */
  readonly made: CallName[] = []
  readonly #listeners = new Set<(state: State) => void>()

  call<N extends CallName>(name: N, request: RequestOf<N>, options: CallOptions = {}): Promise<ResultOf<N>> {
    this.made.push(name)
    return new Promise((resolve, reject) => {
      const drop = (): void => {
        this.held.splice(this.held.indexOf(held as unknown as HeldCall), 1)
      }
      const held: HeldCall<N> = {
        name,
        request,
        signal: options.signal,
        progress: (progress) => options.onProgress?.(progress),
        answer: (result) => {
          drop()
          resolve(result)
          return settle()
        },
        fail: (error) => {
          drop()
          reject(new ContractFailure({ code: 'test', kind: 'usage', message: 'it failed', details: [], ...error }))
          return settle()
        },
      }
      this.held.push(held as unknown as HeldCall)
    })
  }

  onState(listener: (state: State) => void): () => void {
    this.#listeners.add(listener)
    listener('ready')
    return () => this.#listeners.delete(listener)
  }

  become(state: State): void {
    for (const listener of this.#listeners) listener(state)
  }

  /** The oldest unanswered call of a name. */
  waiting<N extends CallName>(name: N): HeldCall<N> {
    const found = this.held.find((call) => call.name === name)
    if (!found) throw new Error(`no ${name} is waiting, only ${this.held.map((call) => call.name).join(', ')}`)
    return found as unknown as HeldCall<N>
  }

  /** Takes a native file in, as an engine does that is first asked what it holds. */
  async readFile(read: ResultOf<'readObservations'> = observationsRead): Promise<void> {
    await this.waiting('previewObservations').answer(nativePreview)
    await this.waiting('readObservations').answer(read)
  }

  count(name: CallName): number {
    return this.made.filter((made) => made === name).length
  }
}
