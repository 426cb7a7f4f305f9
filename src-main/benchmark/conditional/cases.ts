import { Failure } from '../../field/failure'
import type { Grid } from '../../field/grid'
import { RandomStream } from '../../numerics/random'
import { defaultParameters, parameterValue } from '../../problems/parameters'
import type { Fields, Parameters, Problem } from '../../problems/problem'
import { conditionalProblems } from './names'
import type { Phases } from './phases'
import { refined } from './refinement'

/** Of the published cases. Methods are tuned on cases of other seeds only. */
export const caseSeed = 20261121

/** Fields known everywhere, of which a method sees what its sensors read. */
export interface KnownCase {
  readonly problem: Problem
  readonly index: number
  readonly size: number
  readonly parameters: Parameters
  readonly grid: Grid
  /** On the grid, physical units, by key. */
  readonly fields: Fields
  /** The coefficient's two values, if it has two. */
  readonly phases?: Phases
  /** Where sensors between the samples of the grid read: a finer grid where the case is known on one, else the same. */
  readonly between: () => { readonly grid: Grid; readonly fields: Fields }
  /** Of what is drawn for this case beside its fields. */
  readonly random: RandomStream
}

/**
 * Case `index` at the default parameters; it depends on `seed` and `index` alone.
 *
 * @throws Failure `suite-not-offered`
 */
export function drawCase(problem: Problem, size: number, index: number, seed = caseSeed): KnownCase {
  checkOffered(problem)
  const random = new RandomStream(seed, 'conditional', problem.id, index)
  const parameters = defaultParameters(problem)
  const grid = problem.grid(size)
  const { fields } = problem.sample(size, parameters, random.substream('fields'))
  const phases = phasesOf(problem, parameters)
  let finer: ReturnType<KnownCase['between']> | undefined
  return {
    problem,
    index,
    size,
    parameters,
    grid,
    fields,
    ...(phases && { phases }),
    between: () => (finer ??= finerFields(problem, size, parameters, fields) ?? { grid, fields }),
    random,
  }
}

/**
 * The same case on a grid of half the spacing, where its given data is known between the samples: periodic given data is
 * a trigonometric polynomial. Of sources on nodes and of media on cells nothing is known there.
 */
function finerFields(problem: Problem, size: number, parameters: Parameters, fields: Fields) {
  const grid = problem.grid(2 * size)
  if (grid.staggering.x !== 'periodic') return undefined
  const given = refined(problem.given(fields), size)
  const { solution } = problem.solve(2 * size, parameters, given)
  return {
    grid,
    fields: Object.fromEntries(problem.fields.map(({ key, role }) => [key, role === 'coefficient' ? given : solution])),
  }
}

function phasesOf({ id }: Problem, parameters: Parameters): Phases | undefined {
  if (id !== 'darcy') return undefined
  const [low, high] = ['permeabilityLow', 'permeabilityHigh'].map((key) => parameterValue(parameters, key))
  return { low: low!, high: high! }
}

/** @throws Failure `suite-not-offered` */
export function checkOffered({ id }: Problem): void {
  if ((conditionalProblems as readonly string[]).includes(id)) return
  throw new Failure({
    code: 'suite-not-offered',
    kind: 'usage',
    what: 'the suite conditional does not cover this problem',
    where: '--problem',
    expected: conditionalProblems.join(', '),
    received: id,
  })
}
