import type { ExponentialRungeKutta, Nonlinearity } from './exponential-runge-kutta'

/** A nonlinearity N with its derivative. `Point` is what the derivative at a state needs of that state. */
export interface DifferentiableNonlinearity<Point> {
  /** out = N(state), as spectra. */
  linearise(state: Float64Array, out: Float64Array): Point
  /** out = N'(point) direction */
  tangent(point: Point, direction: Float64Array, out: Float64Array): void
  /** out = N'(point)^T cotangent, by the inner product of the real fields that the spectra stand for. */
  gradient(point: Point, cotangent: Float64Array, out: Float64Array): void
}

/**
 * A trajectory of {@link ExponentialRungeKutta} with the derivative of its steps. Every step keeps what N' needs at its
 * four stages; a tangent of a step is then a step of the linear system v' = L v + N'(stage) v, and a gradient its exact
 * transpose, each at the cost of the step itself.
 *
 * States, tangents and gradients are spectra of real fields, `[modes]` complex. The Fourier transform is unitary up to a
 * factor, and L the same for k and -k, so that a gradient's spectrum is that of the gradient with respect to the field.
 */
export class LinearisedEvolution<Point> {
  readonly #scheme: ExponentialRungeKutta
  readonly #nonlinearity: DifferentiableNonlinearity<Point>
  /** Four of every step, in the order in which the scheme evaluates N. */
  readonly #points: Point[] = []

  constructor(scheme: ExponentialRungeKutta, nonlinearity: DifferentiableNonlinearity<Point>) {
    this.#scheme = scheme
    this.#nonlinearity = nonlinearity
  }

  /** Moves `state` on by one step, which becomes the last of the trajectory. */
  advance(state: Float64Array): void {
    this.#scheme.advance(state, (at, out) => {
      this.#points.push(this.#nonlinearity.linearise(at, out))
    })
  }

  /** Moves a change of the state before `step` on to that after it. */
  tangent(step: number, direction: Float64Array): void {
    let next = 4 * step
    this.#scheme.advance(direction, (at, out) => {
      this.#nonlinearity.tangent(this.#points[next]!, at, out)
      next += 1
    })
  }

  /** Moves a gradient with respect to the state after `step` back to that before it. */
  gradient(step: number, cotangent: Float64Array): void {
    const transpose =
      (stage: number): Nonlinearity =>
      (at, out) =>
        this.#nonlinearity.gradient(this.#points[4 * step + stage]!, at, out)
    this.#scheme.pullBack(cotangent, [transpose(0), transpose(1), transpose(2), transpose(3)])
  }
}
