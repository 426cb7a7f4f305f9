import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Progress } from '../contract/calls'
import type { Row } from './row'

export interface SuiteRequest {
  /** Id of the problem, see {@link defaultProblem}; suites that measure all problems leave it alone. */
  readonly problem: string
  /** Fewer samples and repetitions: the same rows within minutes on two quiet cores. */
  readonly quick: boolean
  /** Samples of each method, for suites that draw some. */
  readonly samples?: number | undefined
  /** Methods that are measured, and conditions under which they are, for suites that can leave some out; all by default. */
  readonly methods?: readonly string[] | undefined
  readonly conditions?: readonly string[] | undefined
  /** Directory in which a long suite keeps what it has measured and finds it again; made if it is not there. */
  readonly run?: string | undefined
  /** Python interpreter with PyTorch, for suites that have a peer there; without it, rows stand alone. */
  readonly peerPython?: string | undefined
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

export interface SuiteResult {
  readonly rows: readonly Row[]
  /** Packages that were measured. */
  readonly models: readonly { readonly id: string; readonly sha256: string }[]
  /** ONNX Runtime's provider that ran the networks. */
  readonly provider: string
  /** What was left out, and why: a line each. */
  readonly notes?: readonly string[]
}

export type Suite = (request: SuiteRequest) => Promise<SuiteResult>

/** Every suite, loaded on demand. */
export const suites = {
  training: async (): Promise<Suite> => (await import('./training')).trainingSuite,
  generation: async (): Promise<Suite> => (await import('./generation/suite')).generationSuite,
  conditional: async (): Promise<Suite> => (await import('./conditional/suite')).conditionalSuite,
  optimisers: async (): Promise<Suite> => (await import('./optimisers/suite')).optimisersSuite,
  guidance: async (): Promise<Suite> => (await import('./guidance')).guidanceSuite,
  calibration: async (): Promise<Suite> => (await import('./calibration/suite')).calibrationSuite,
  solvers: async (): Promise<Suite> => (await import('./solvers')).solversSuite,
  generators: async (): Promise<Suite> => (await import('./generators')).generatorsSuite,
} as const

export type SuiteName = keyof typeof suites
export const suiteNames = Object.keys(suites) as SuiteName[]

/** What a suite measures where no problem is named; `all` stands for every problem of the suite. */
export const defaultProblem = (suite: SuiteName): string => (ofEveryProblem.includes(suite) ? 'all' : 'darcy')
const ofEveryProblem: readonly SuiteName[] = ['generation', 'conditional', 'optimisers', 'guidance', 'calibration']

/** Lets a Ctrl-C through between two cases, and stops there if it came. */
export async function pause(signal: AbortSignal): Promise<void> {
  await nextTurn()
  signal.throwIfAborted()
}
