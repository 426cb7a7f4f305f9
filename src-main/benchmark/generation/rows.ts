import type { Problem } from '../../problems/problem'
import { row, type Peer, type Row } from '../row'
import { figureDeclarations, yardstickFigures, type FigureDeclaration, type Figures, type HeldOut } from './figures'
import {
  ablationBase,
  ablationNames,
  farBelow,
  longBaselines,
  longSteps,
  polishedName,
  studentName,
  studentSteps,
} from './names'

/** All that was measured of one problem. */
export interface ProblemFigures {
  readonly problem: Problem
  readonly heldOut: HeldOut
  /** By method, in the order of the tables; `evaluations` and `latencyMs` among the figures. */
  readonly methods: ReadonlyMap<string, Figures>
}

const students = studentSteps.map(studentName)

/** Rows of all problems, and of what the students reach over all of them. */
export function generationRows(problems: readonly ProblemFigures[]): Row[] {
  const rows = problems.flatMap(problemRows)
  return [...rows, ...overall(problems, rows)]
}

function problemRows({ problem, heldOut, methods }: ProblemFigures): Row[] {
  const samples = heldOut.data.count
  const data = yardstickFigures(problem, heldOut)
  const declarations = figureDeclarations(problem)
  const of = (method: string, { key, ...details }: FigureDeclaration, value: number, peer?: Peer): Row =>
    row(`generation.${problem.id}.${method}.${key}`, value, { ...details, samples, ...(peer && { peer }) })
  return [
    ...[...methods].flatMap(([method, figures]) =>
      declarations.map((figure) => of(method, figure, figures[figure.key]!, peerOf(method, figure.key, methods, data))),
    ),
    ...declarations.flatMap((figure) => {
      const value = data[figure.key]
      return value === undefined ? [] : [of('data', figure, value)]
    }),
  ]
}

/** What a figure is put beside; see BENCHMARKS.md. */
function peerOf(method: string, key: string, methods: ReadonlyMap<string, Figures>, data: Figures): Peer | undefined {
  const beside = (name: string): Peer | undefined => {
    const value = methods.get(name)?.[key]
    return value === undefined ? undefined : { name, value }
  }
  if (data[key] !== undefined) return { name: 'data', value: data[key] }
  if (method === polishedName && key === 'pdeError') return { name: 'floor', value: methods.get(method)!['floor']! }
  if (method === ablationBase) return undefined
  if ((ablationNames as readonly string[]).includes(method)) return beside(ablationBase) ?? beside(studentName(1))
  if (!students.includes(method)) return undefined
  if (key === 'evaluations' || key === 'latencyMs') return beside(`edm-${longSteps}`)
  if (!['pdeError', 'pdeErrorMedian', 'solutionError'].includes(key)) return undefined
  return longBaselines
    .flatMap((name) => beside(name) ?? [])
    .toSorted((a, b) => a.value - b.value)
    .at(0)
}

/** On how many problems a student's PDE error is below that of every baseline at 200 steps, and far below. */
function overall(problems: readonly ProblemFigures[], rows: readonly Row[]): Row[] {
  return students.flatMap((student) => {
    const ratios = problems.flatMap(({ problem }) => {
      const found = rows.find(({ id }) => id === `generation.${problem.id}.${student}.pdeError`)
      return found ? [found.ratio ?? 0] : []
    })
    if (ratios.length === 0) return []
    const count = (key: string, isCounted: (ratio: number) => boolean): Row =>
      row(`generation.all.${student}.${key}`, ratios.filter(isCounted).length, {
        unit: 'problems',
        better: 'higher',
        samples: ratios.length,
      })
    return [count('below', (ratio) => ratio > 1), count('farBelow', (ratio) => ratio >= farBelow)]
  })
}
