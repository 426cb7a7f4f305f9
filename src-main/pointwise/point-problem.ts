import type { FieldDeclaration } from '../field/field'
import type { Value } from '../graph/builder'
import type { Jet, Orders } from '../graph/jets'
import type { RandomStream } from '../numerics/random'
import type { ParameterDeclaration, Parameters } from '../problems/problem'

/** An axis of the domain. */
export interface CoordinateDeclaration {
  readonly key: string
  readonly name: string
  readonly symbol: string
  readonly unit: string
  readonly minimum: number
  readonly maximum: number
}

/** Columns of a batch of points `[N, coordinates + parameters]`, each `[N, 1]`, in physical units. */
export interface PointColumns {
  /** Jets of the coordinates: each moves along itself alone. */
  readonly at: Readonly<Record<string, Jet>>
  /** Parameters, constant along every coordinate. */
  readonly given: Readonly<Record<string, Value>>
}

/** Where an equation is asked to hold, and how much each point counts. */
export interface PointBatch {
  /** `[count, coordinates + parameters]`, physical units. */
  readonly points: Float32Array
  readonly count: number
}

/**
 * A problem whose solution is a function of points, given by a network without a grid: the ansatz makes initial and
 * boundary conditions hold exactly where it can, so that training has the equation alone to meet.
 */
export interface PointProblem {
  readonly id: string
  readonly title: string
  readonly equation: { readonly text: string; readonly latex: string }
  readonly coordinates: readonly CoordinateDeclaration[]
  readonly parameters: readonly ParameterDeclaration[]
  readonly outputs: readonly FieldDeclaration[]
  /** Derivatives that the equation needs. */
  readonly orders: Orders
  /** Numbers that the network gives at a point. */
  readonly channels: number
  /** What the network sees of a point, `[N, inputs]`, of size one. */
  features(columns: PointColumns, orders: Orders): Jet
  /** The outputs at the points, in their declared order and physical units, from what the network gives. */
  solution(columns: PointColumns, network: Jet, orders: Orders): readonly Jet[]
  /** What each equation leaves at the points, `[N, 1]`, scaled so that a size of one is a gross violation. */
  residual(columns: PointColumns, outputs: readonly Jet[]): readonly Value[]
  /** Where what happens late rests on what happens early: training keeps their order along this coordinate. */
  readonly causal?: { readonly coordinate: string; readonly tolerance: number }
  /** Points for training: spread over the domain, denser where the solution is steep. */
  collocation(random: RandomStream, count: number): PointBatch
  /** The reference solution for given parameters: outputs by key, at points `[count, coordinates]`. */
  reference?(parameters: Parameters): (points: Float64Array) => Readonly<Record<string, Float64Array>>
}
