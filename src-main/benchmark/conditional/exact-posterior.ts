import { DenseCholesky } from '../../numerics/dense-cholesky'
import { addRow, rowProducts } from '../../numerics/row-products'
import { fieldOfRole, solutionKey, withReferenceSolution } from '../../problems/problem'
import { fieldOperator } from '../../tasks/measurement'
import type { KnownCase } from './cases'
import { timed, type Contender } from './contender'
import type { Observed, SensorCount } from './sensors'

/**
 * What no method can beat in the mean: the posterior mean under the very law that the given data is drawn from and the
 * discrete equation itself, for problems in which both are linear and Gaussian.
 *
 * given = C G^T (G C G^T + S)^-1 y, with C = L L^T the covariance of {@link Problem.givenLaw}, G the observation operator
 * of the given data, or of the solution after the solve, and S the noise that the observations state.
 */
export function exactPosterior(count: SensorCount): Contender {
  const name = count === 'share' ? 'exact-posterior' : 'exact-posterior-500'
  return {
    name,
    methods: [name],
    count,
    identity: {},
    async solve(known, _task, observed) {
      const { value, seconds } = await timed(() => posteriorMean(known, observed))
      const { problem, size, parameters } = known
      const given = fieldOfRole(problem, 'coefficient').key
      const fields = withReferenceSolution(problem, size, parameters, { [given]: value })
      return { [name]: { fields, seconds, evaluations: 0 } }
    },
  }
}

function posteriorMean(known: KnownCase, { observations }: Observed): Float64Array {
  const { problem, size, parameters } = known
  const law = problem.givenLaw!(size, parameters)
  // (G L)^T, a row for each observation.
  const points = observations.value.length
  const roots = new Float64Array(points * law.dimension)
  sensitivities(known, observations).forEach((row, p) => roots.set(law.transpose(row), p * law.dimension))
  const covariance = rowProducts(roots, points)
  for (let p = 0; p < points; p += 1) covariance[p * (points + 1)]! += observations.sigma[p]! ** 2
  const weights = DenseCholesky.factorInPlace(points, covariance)!.solve(observations.value)
  const noise = new Float64Array(law.dimension)
  weights.forEach((weight, p) => addRow(noise, weight, roots, p))
  return law.synthesise(noise)
}

/** The rows of G: what each observation reads of the given data. */
function sensitivities(
  { problem, size, parameters, grid }: KnownCase,
  { fields, x, y }: Observed['observations'],
): Float64Array[] {
  const pixels = size * size
  // The equation is linear: its derivative is the same at any given data.
  const linearisation = problem.linearise!(size, parameters, new Float64Array(pixels))
  const points = x.length / fields.length
  return fields.flatMap((key, f) => {
    const support = { x: x.subarray(f * points, (f + 1) * points), y: y.subarray(f * points, (f + 1) * points) }
    const operator = fieldOperator(problem, grid, key, support)
    return Array.from({ length: points }, (_, p) => {
      const unit = new Float64Array(points)
      unit[p] = 1
      const read = new Float64Array(pixels)
      operator.applyTranspose(unit, read)
      return key === solutionKey(problem) ? linearisation.gradient(read) : read
    })
  })
}
