import { calls, ContractFailure, type ResultOf } from '../../../src-main/contract/calls'
import type { Handlers } from '../../../src-main/contract/server'

/** Handlers that refuse every call but the given ones. */
export function handlersWith(given: Partial<Handlers>): Handlers {
  const refuse = () => Promise.reject(new Error('not part of this test'))
  const refusing = Object.fromEntries(Object.keys(calls).map((name) => [name, refuse])) as unknown as Handlers
  return { ...refusing, ...given }
}

export const description: ResultOf<'describe'> = { version: '1.2.3', problems: [], models: [], providers: [] }

const solutionError = { l2: 1e-3, relative: 0.02, bound: 1e-2 }
const norms = { l2: 1, l2Relative: 0.1, hMinus1: 0.01, max: 3, weak: 0.01, boundary: 0, balance: 0.001 }

export const generated: ResultOf<'generate'> = {
  model: { id: 'darcy-64-student', sha256: '00' },
  provider: 'cpu',
  parameters: { low: 3 },
  outsideTraining: [],
  seed: 7,
  vectors: [],
  fields: [
    {
      key: 'u',
      of: 'u',
      label: 'Pressure',
      unit: 'Pa',
      grid: {
        nx: 2,
        ny: 2,
        staggering: { x: 'cell', y: 'cell' },
        extent: { x: 1, y: 1, unit: 'm' },
        symbols: { x: 'x', y: 'y' },
      },
      data: Float32Array.of(0.1, 0.2, 0.3, 0.4),
    },
  ],
  residual: { ...norms, floor: norms, solutionError },
  inferMs: 6.5,
}

/** The ContractFailure a call is rejected with; fails if it is not. */
export async function rejection(call: Promise<unknown>): Promise<ContractFailure> {
  try {
    await call
  } catch (error) {
    if (error instanceof ContractFailure) return error
    throw error
  }
  throw new Error('the call succeeded')
}
