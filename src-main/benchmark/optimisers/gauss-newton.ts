import { evaluated, gradientAt, better, type FitContext, type Members } from '../../tasks/latent-fit'
import type { LinearPosterior } from '../../tasks/linear-posterior'

/** (dG/dz) v at each member's latents. */
export type Tangent = (latents: Float32Array, vectors: Float32Array) => Promise<Float32Array>

export interface GaussNewtonOptions {
  readonly iterations: number
  /** Conjugate-gradient iterations of each: one tangent and one pullback through the network. */
  readonly innerIterations: number
}

/** Halvings of a step before it is given up. */
const mostHalvings = 6

/**
 * Gauss-Newton in latent space with each member's own Jacobian J = dh(G)/dz: z <- z + d, (I + J^T S^-1 J) d = -dF/dz by
 * conjugate gradients that the linear posterior preconditions, the step halved until the objective falls.
 */
export async function gaussNewton(
  context: FitContext,
  linear: LinearPosterior,
  start: Float32Array,
  tangent: Tangent,
  { iterations, innerIterations }: GaussNewtonOptions,
): Promise<Members> {
  const { members } = context
  let best = await evaluated(context, start)
  for (let k = 0; k < iterations; k += 1) {
    const gradient = await gradientAt(context, best)
    const at = best
    const normal = (v: Float32Array): Promise<Float32Array> => normalProduct(context, at, tangent, v)
    const step = await solve(normal, linear, gradient, members, innerIterations)
    const strides = new Float64Array(members).fill(1)
    for (let halvings = 0; halvings < mostHalvings && strides.some((stride) => stride > 0); halvings += 1) {
      const width = step.length / members
      const tried = await evaluated(
        context,
        at.latents.map((z, i) => z + strides[Math.floor(i / width)]! * step[i]!),
      )
      best = better(best, tried)
      // A member that has come down stays where it is.
      strides.forEach((stride, m) => (strides[m] = best.objective[m]! < at.objective[m]! ? 0 : stride / 2))
    }
    if (best.objective.every((value, m) => value >= at.objective[m]!)) break
  }
  return best
}

/** (I + J^T S^-1 J) v of each member. */
async function normalProduct(
  context: FitContext,
  { latents, states }: Members,
  tangent: Tangent,
  v: Float32Array,
): Promise<Float32Array> {
  const { student, map, condition, members, channels } = context
  const images = await tangent(latents, v)
  const pixels = student.size ** 2
  const cotangents = new Float32Array(images.length)
  for (let m = 0; m < members; m += 1) {
    for (const { observed, sigma } of channels) {
      const first = m * student.width + observed.channel * pixels
      const field = states.subarray(first, first + pixels)
      const image = observed.tangent(field, images.subarray(first, first + pixels))
      cotangents.set(
        observed.pull(
          field,
          image.map((x, i) => x / sigma[i]! ** 2),
        ),
        first,
      )
    }
  }
  const pulled = await map.pullback(latents, condition, cotangents)
  return pulled.map((x, i) => x + v[i]!)
}

/** N^-1 v of the linear posterior: v - J^T K^-1 J v. */
export async function linearInverse(linear: LinearPosterior, v: Float32Array): Promise<Float32Array> {
  const moved = await linear.gain(await linear.image(v))
  return v.map((x, i) => x - moved[i]!)
}

/** -N^-1 gradient of each member by preconditioned conjugate gradients. */
async function solve(
  normal: (v: Float32Array) => Promise<Float32Array>,
  linear: LinearPosterior,
  gradient: Float32Array,
  members: number,
  iterations: number,
): Promise<Float32Array> {
  const width = gradient.length / members
  const sums = (a: Float32Array, b: Float32Array): Float64Array => {
    const out = new Float64Array(members)
    a.forEach((value, i) => (out[Math.floor(i / width)]! += value * b[i]!))
    return out
  }
  const solution = new Float32Array(gradient.length)
  const residual = gradient.map((value) => -value)
  let conditioned = await linearInverse(linear, residual)
  const direction = conditioned.slice()
  let rho = sums(residual, conditioned)
  const target = rho.map((value) => value * 1e-3)
  for (let k = 0; k < iterations && rho.some((value, m) => value > target[m]!); k += 1) {
    const image = await normal(direction)
    const curvature = sums(direction, image)
    const alpha = rho.map((value, m) => (curvature[m]! > 0 ? value / curvature[m]! : 0))
    for (let i = 0; i < solution.length; i += 1) {
      const a = alpha[Math.floor(i / width)]!
      solution[i] = solution[i]! + a * direction[i]!
      residual[i] = residual[i]! - a * image[i]!
    }
    conditioned = await linearInverse(linear, residual)
    const next = sums(residual, conditioned)
    for (let i = 0; i < direction.length; i += 1) {
      const m = Math.floor(i / width)
      direction[i] = conditioned[i]! + (rho[m]! > 0 ? next[m]! / rho[m]! : 0) * direction[i]!
    }
    rho = next
  }
  return solution
}
