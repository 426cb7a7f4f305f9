import type { FieldDeclaration, FieldRole } from '../field/field'
import type { Grid } from '../field/grid'
import type { Value } from '../graph/builder'
import type { RandomStream } from '../numerics/random'
import type { SpectralBasis } from '../numerics/transforms'
import type { GaussianLaw } from './gaussian-law'
import type { Symmetry } from './symmetries'

/** A slider of a problem. */
export interface ParameterDeclaration {
  readonly key: string
  readonly name: string
  readonly symbol: string
  readonly unit: string
  /** Ends of the slider, between which training draws. */
  readonly minimum: number
  readonly maximum: number
  /** What is accepted: where the equation is well posed and a model still answers, if not as well as it was trained to. */
  readonly admissible: { readonly minimum: number; readonly maximum: number }
  readonly default: number
  readonly scale: 'linear' | 'log'
}

export type Parameters = Readonly<Record<string, number>>

/** Every field of a problem on the grid, by key: `[y * nx + x]`, physical units. */
export type Fields = Readonly<Record<string, Float64Array>>

/** One joint sample. */
export interface Sample {
  readonly parameters: Parameters
  readonly fields: Fields
}

/** Size of a residual r in the units of the source term, unless said otherwise. */
export interface ResidualNorms {
  /** Root mean square over the grid. */
  readonly l2: number
  /** `l2` over the root mean square of the source term, or of what stands in its place (the problem says what). */
  readonly l2Relative: number
  /** RMS-scaled H^-1 norm: sqrt(mean_k |r_k|^2 / lambda_k), lambda_k the eigenvalues of the discrete -laplacian. */
  readonly hMinus1: number
  readonly max: number
  /** Root mean square of the residual tested against compactly supported bumps, see `weakNorm`. */
  readonly weak: number
  /** Largest violation of the boundary condition, in the units of the solution. */
  readonly boundary?: number
  /** Largest violation of the conservation law over the whole domain, as a ratio. */
  readonly balance?: number
  /** ||u - Phi(u_0)|| / ||u||, Phi the reference solver from the same initial state: a time-dependent problem's error. */
  readonly propagator?: number
  /** Root mean square of the residual that training sees, where that is another one than {@link Problem.residual}. */
  readonly endpoint?: number
}

export type ResidualNorm = keyof ResidualNorms

/** In the order in which they are listed. */
export const residualNorms = [
  'l2',
  'l2Relative',
  'hMinus1',
  'max',
  'weak',
  'boundary',
  'balance',
  'propagator',
  'endpoint',
] as const satisfies readonly ResidualNorm[]

/** Residual at each sample of the grid with its norms. */
export interface ResidualReport {
  readonly norms: ResidualNorms
  /** Residual map `[y, x]`, in the units of the source term. */
  readonly map: Float64Array
}

/** A vector at each sample of the grid that follows from the fields: a velocity or a flux. */
export interface FlowField {
  /** Key of the field that it belongs to. */
  readonly of: string
  readonly name: string
  readonly unit: string
  /** Components along x and y, `[y, x]`, in `unit`. */
  readonly x: Float64Array
  readonly y: Float64Array
}

/** What a solution's error against the reference solution on the same grid is at most. */
export interface ErrorBound {
  /** Of sqrt(e^T A e), A the discrete operator per area: the energy norm. */
  readonly energy: number
  /** Of the root mean square of the error, in the units of the solution. */
  readonly l2: number
}

/** A residual as published code computes it: for tables of comparison alone. */
export interface PublishedResidual {
  /** As it is cited: `DiffusionPDE`, `FunDPS`, `PIRF`. */
  readonly name: string
  /** What it computes, and what is wrong with it. */
  readonly definition: string
  /** Mean squared residual over the grid. */
  meanSquare(size: number, parameters: Parameters, fields: Fields): number
}

export interface SolveOptions {
  /** Warm-starts an iteration; direct solvers leave it alone. */
  readonly guess?: Float64Array
  /** Of the linear system's residual; direct solvers leave it alone. */
  readonly relativeTolerance?: number
  /** Refuses given data that takes more time steps, a Failure; solvers without time leave it alone. */
  readonly mostIterations?: number
}

/**
 * How the reference solution depends on the given data, to first order about one of them. What tangents and gradients
 * share (a factorisation, a trajectory) is made once, with it. Both are exact derivatives of `solution`.
 */
export interface Linearisation {
  /** The solution for the given data: that of {@link Problem.solve}, or one so close that only its derivative matters. */
  readonly solution: Float64Array
  /** Change of the solution for a small change `direction` of the given data. */
  tangent(direction: Float64Array): Float64Array
  /**
   * Gradient with respect to the given data of a function of the solution whose gradient with respect to the solution
   * is `cotangent`: the transpose of `tangent`.
   */
  gradient(cotangent: Float64Array): Float64Array
}

/** The course of a solution in time, worked out state by state as it is asked for. */
export interface Trajectory {
  /** Time steps in all. */
  readonly steps: number
  readonly duration: number
  /** Equally spaced in time, from the start to the end, `[y * nx + x]`. */
  readonly states: Iterable<Float64Array>
}

/** What follows a problem through time whose fields are a start and an end. */
export interface Evolution {
  /** Keys of the fields at both ends, and of the parameter that is the time between them. */
  readonly start: string
  readonly end: string
  readonly duration: string
  /** @throws Failure as {@link Problem.solve} */
  follow(size: number, parameters: Parameters, start: Float64Array, frames: number): Trajectory
}

/**
 * Everything the app knows of one PDE. Channels of the normalised state stand in the order of `fields`.
 *
 * The normalised state is what networks see: `normalise` must be invertible and strictly dependent on
 * the parameters alone, so that symmetries (scaling of the source, of the coefficient) are exact.
 */
export interface Problem {
  readonly id: string
  readonly title: string
  /** Plain-text and LaTeX forms of the equation with its boundary and initial conditions. */
  readonly equation: { readonly text: string; readonly latex: string }
  /**
   * Role `coefficient` is what determines the rest (coefficient, source term or initial state), role `solution` what
   * is sought. A problem in space and time may have the solution alone, whose first row is then its initial state.
   */
  readonly fields: readonly FieldDeclaration[]
  readonly parameters: readonly ParameterDeclaration[]
  readonly sourceUnit: string
  /** @throws Failure `grid-not-supported` for a size that the solver is not built for */
  grid(size: number): Grid
  /** Draws the given data from the generator and solves for the solution with the reference solver. */
  sample(size: number, parameters: Parameters, random: RandomStream): Sample
  /** The law that {@link sample} draws the given data from, where that is Gaussian. */
  givenLaw?(size: number, parameters: Parameters): GaussianLaw
  /** The part of a sample that determines the rest: coefficient, source term, or initial state. */
  given(fields: Fields): Float64Array
  /** Reference solution for the given data. `iterations` of the linear solver, or time steps; 0 for a direct solve. */
  solve(
    size: number,
    parameters: Parameters,
    given: Float64Array,
    options?: SolveOptions,
  ): { solution: Float64Array; iterations: number }
  /** What lies between its fields, where those are the two ends of a course in time. */
  readonly evolution?: Evolution
  /** @throws Failure as {@link solve} */
  linearise?(size: number, parameters: Parameters, given: Float64Array): Linearisation
  /** `propagated`, if it is at hand already, is {@link propagate} of these fields' given data. */
  residual(size: number, parameters: Parameters, fields: Fields, propagated?: Float64Array): ResidualReport
  /**
   * What a residual that certifies by propagation compares with: the given data carried on in finer steps than those of
   * `solve`. It costs the most of such a residual, and those of the same given data can share it.
   */
  propagate?(size: number, parameters: Parameters, given: Float64Array): Float64Array
  /** What flows, where the equation says so. */
  flows?(size: number, parameters: Parameters, fields: Fields): readonly FlowField[]
  /** Norms that any field of this form has zero of, each with the reason: nothing is measured there. */
  readonly satisfiedByConstruction: Readonly<Partial<Record<ResidualNorm, string>>>
  /**
   * A-posteriori estimate from the residual alone: the error of the solution field against the reference solution for
   * the same given data.
   */
  errorBound?(size: number, parameters: Parameters, fields: Fields): ErrorBound
  readonly publishedResiduals: readonly PublishedResidual[]
  /** Generators of the group of maps that leave the distribution of the normalised state exactly as it is. */
  readonly symmetries: readonly Symmetry[]
  /** What the networks are conditioned on, each entry within about [-1, 1]; length is `conditionNames.length`. */
  readonly conditionNames: readonly string[]
  condition(parameters: Parameters): Float64Array
  /** Physical fields to the normalised state `[channel * ny * nx]`, and back. */
  normalise(parameters: Parameters, fields: Fields): Float32Array
  denormalise(parameters: Parameters, state: Float32Array): Record<string, Float64Array>
  /** Normalised values the given data can take; an update under observations stays within them. */
  readonly coefficientRange: readonly [minimum: number, maximum: number]
  /** Transform of each channel in whose modes the data is nearly uncorrelated. */
  readonly bases: readonly SpectralBasis[]
  /**
   * The residual that training differentiates, as graph nodes over the source: normalised state `[N, C, ny, nx]` and
   * condition `[N, K]` to `[N, 1, ny, nx]`. The same stencil as {@link residual}'s map to rounding, except where a
   * problem certifies by its propagator and so has the norm `endpoint` of this one beside it.
   */
  residualNodes(state: Value, condition: Value): Value
  /**
   * A few sweeps of an iteration that brings the solution closer to what the equation says of the given data, as graph
   * nodes: normalised state `[N, C, ny, nx]` to another one, the given data as it is, but within {@link coefficientRange}.
   * None where the equation has no iteration that a handful of sweeps is enough for.
   */
  correctionNodes?(state: Value, condition: Value, sweeps: number): Value
}

/** The field of a role; a problem has exactly one solution, and a coefficient unless the solution's first row is that. */
export function fieldOfRole({ id, fields }: Pick<Problem, 'id' | 'fields'>, role: FieldRole): FieldDeclaration {
  const field = fields.find((declaration) => declaration.role === role)
  if (!field) throw new TypeError(`${id} declares no ${role}`)
  return field
}

/** What determines the rest, as a noun: the coefficient's name, or the first state of a problem in space and time. */
export function nameOfGiven({ fields }: Pick<Problem, 'fields'>): string {
  return fields.find(({ role }) => role === 'coefficient')?.name.toLowerCase() ?? 'first state'
}

/** The key of the field that is sought. */
export const solutionKey = (problem: Pick<Problem, 'id' | 'fields'>): string => fieldOfRole(problem, 'solution').key

/** The given fields with the reference solution for them. */
export function withReferenceSolution(
  problem: Problem,
  size: number,
  parameters: Parameters,
  fields: Fields,
  options?: SolveOptions,
): Fields {
  const { solution } = problem.solve(size, parameters, problem.given(fields), options)
  return { ...fields, [solutionKey(problem)]: solution }
}
