import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Value } from '../../graph/builder'
import { add, div, exp, matMul, mul, neg, pad, reduceMean, reduceSum, slice, square, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { fourierDerivativeMatrix } from '../../numerics/fourier-derivative'
import { fourierMatrix, transposed } from '../../numerics/transforms'
import { sliderValue } from '../state-nodes'
import { viscosity } from './declaration'
import { velocityScale } from './normalisation'
import { timeDerivativeMatrix } from './residual-nodes'

/** Steps of conjugate gradients for each linearisation. */
const innerSteps = 4

/** Keeps slow and smooth changes, which the equation hardly resists, small; units of 1/t^2. */
const stiffness = 5

/**
 * The state `[N, 1, n, n]` (frames, samples) after `sweeps` Gauss-Newton steps, each the change p of all frames but the
 * first that two steps of preconditioned conjugate gradients give for |r + J p| to be least. r is the equation's residual,
 *
 *     r = D u + (u^2/2)_x - nu u_xx,   J p = D p + (u p)_x - nu p_xx,
 *
 * and at the frame after the first, which has none, the trapezoidal rule between the two with viscosity exact, over the
 * time between them: it ties the field to its start. The preconditioner leaves out what couples time and space,
 *
 *     P = (D'D + (nu k^2)^2 + k^2 mean(u^2) + c)^-1,
 *
 * diagonal in the eigenvectors of D'D in time and Fourier modes in space.
 * Source: Bjoerck, "Numerical methods for least squares problems", 1996, section 7.4.
 */
export function burgersCorrectionNodes(state: Value, condition: Value, sweeps: number): Value {
  const n = state.shape[3] as number
  const matrix = (entries: Float64Array, rows: number, columns: number): Value =>
    state.graph.constant(float32Tensor(Float32Array.from(entries), [rows, columns]))
  const plane = (values: ArrayLike<number>, dims: readonly number[]): Value =>
    state.graph.constant(float32Tensor(Float32Array.from(values), dims))
  const nu = sliderValue(condition, 0, viscosity)
  const rates = ratesAfterFirst(n)
  const [rate, rateTransposed] = [matrix(rates, n - 1, n), matrix(transposed(rates, n - 1, n), n, n - 1)]
  const [first, second] = [derivative(n, 1), derivative(n, 2)].map((entries) => matrix(entries, n, n)) as [Value, Value]
  const frames = (u: Value, start: number, end: number): Value => slice(u, [{ axis: 2, start, end }])
  const later = (u: Value): Value => frames(u, 1, n)
  // The frame after the first has half of the convection, and no diffusion: viscosity is in the decay of its start.
  const ofFrames = (atFirst: number): Value =>
    plane(
      Float32Array.from({ length: n - 1 }, (_, i) => (i === 0 ? atFirst : 1)),
      [1, 1, n - 1, 1],
    )
  const [convected, diffused] = [ofFrames(0.5), ofFrames(0)]
  const slope = (u: Value): Value => matMul(u, first)
  const diffusion = (u: Value): Value => mul(mul(nu, diffused), matMul(u, second))

  const waves = fourierMatrix(n)
  const [toWaves, fromWaves] = [matrix(transposed(waves, n, n), n, n), matrix(waves, n, n)]
  const { eigenvalues, vectors } = slowModes(rates, n)
  const [toModes, fromModes] = [matrix(transposed(vectors, n, n - 1), n - 1, n), matrix(vectors, n, n - 1)]
  const eigenvalue = plane(eigenvalues, [1, 1, n - 1, 1])
  const squaredWave = Float32Array.from({ length: n }, (_, row) => (2 * Math.PI * Math.ceil(row / 2)) ** 2)
  const wave = plane(squaredWave, [1, 1, 1, n])
  const decay = exp(mul(mul(nu, -1 / (n - 1)), wave))

  let u = mul(state, velocityScale)
  const start = frames(u, 0, 1)
  // What the first frame says of the next: E (u/dt - (u^2/2)_x / 2).
  const told = sub(mul(start, n - 1), mul(slope(square(start)), 0.25))
  const decayed = matMul(mul(matMul(told, toWaves), decay), fromWaves)
  const fromStart = pad(decayed, [0, 0, 0, 0], [0, 0, n - 2, 0])
  const residualOf = (field: Value): Value => {
    const speed = later(field)
    const convection = mul(mul(convected, 0.5), slope(square(speed)))
    return sub(sub(add(matMul(rate, field), convection), diffusion(speed)), fromStart)
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const speed = mul(convected, later(u))
    const linear = (p: Value): Value => {
      const q = later(p)
      return sub(add(matMul(rate, p), slope(mul(speed, q))), diffusion(q))
    }
    const adjoint = (r: Value): Value => {
      const inSpace = neg(add(mul(speed, slope(r)), diffusion(r)))
      return add(matMul(rateTransposed, r), pad(inSpace, [0, 0, 1, 0], [0, 0, 0, 0]))
    }
    const weights = add(
      add(eigenvalue, square(mul(nu, wave))),
      add(mul(wave, reduceMean(square(u), [1, 2, 3])), stiffness),
    )
    const precondition = (g: Value): Value =>
      matMul(matMul(fromModes, div(matMul(matMul(toModes, g), toWaves), weights)), fromWaves)
    u = add(u, leastSquaresStep(neg(residualOf(u)), linear, adjoint, precondition))
  }
  return mul(u, 1 / velocityScale)
}

/** The p that `innerSteps` of preconditioned conjugate gradients give for |J p - right| to be least. */
function leastSquaresStep(
  right: Value,
  linear: (p: Value) => Value,
  adjoint: (r: Value) => Value,
  precondition: (g: Value) => Value,
): Value {
  let residual = right
  let gradient = adjoint(residual)
  let direction = precondition(gradient)
  let size = product(gradient, direction)
  let solution: Value | undefined
  for (let step = 1; ; step++) {
    const image = linear(direction)
    const length = div(size, add(product(image, image), smallest))
    const change = mul(length, direction)
    solution = solution ? add(solution, change) : change
    if (step === innerSteps) return solution
    residual = sub(residual, mul(length, image))
    gradient = adjoint(residual)
    const preconditioned = precondition(gradient)
    const next = product(gradient, preconditioned)
    direction = add(preconditioned, mul(div(next, add(size, smallest)), direction))
    size = next
  }
}

/** Keeps a quotient finite for a field without residual. */
const smallest = 1e-12

const product = (a: Value, b: Value): Value => reduceSum(mul(a, b), [1, 2, 3])

/** Multiplies rows from the right by the Fourier derivative. */
const derivative = (n: number, order: 1 | 2): Float64Array => transposed(fourierDerivativeMatrix(n, order), n, n)

/** Differences in time at all frames but the first, `[n - 1, n]`; the second frame's has itself alone, over dt. */
function ratesAfterFirst(n: number): Float64Array {
  const rates = new Float64Array((n - 1) * n)
  rates[1] = n - 1
  rates.set(timeDerivativeMatrix(n), n)
  return rates
}

/** Eigenvectors `[n, n - 1]` of D'D over all frames but the first, whose row is zero, and its eigenvalues. */
function slowModes(rates: Float64Array, n: number): { eigenvalues: number[]; vectors: Float64Array } {
  const d = new Matrix(n - 1, n - 1)
  for (let row = 0; row < n - 1; row++) {
    for (let frame = 1; frame < n; frame++) d.set(row, frame - 1, rates[row * n + frame]!)
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(d.transpose().mmul(d), {
    assumeSymmetric: true,
  })
  const vectors = new Float64Array(n * (n - 1))
  for (let frame = 1; frame < n; frame++) {
    for (let mode = 0; mode < n - 1; mode++) vectors[frame * (n - 1) + mode] = eigenvectorMatrix.get(frame - 1, mode)
  }
  return { eigenvalues: realEigenvalues.map((value) => Math.max(value, 0)), vectors }
}
