import { parameterValue } from '../../problems/parameters'
import { applyShiftedLaplacian } from '../../problems/shifted-laplacian/operator'
import type { KnownCase } from './cases'

/**
 * The given data that the equation says of a solution known everywhere, without regard to how noise grows on the way:
 *
 * - Poisson, Helmholtz: f = lap_h u + k^2 u inside; on the boundary, where no equation is posed, the value next to it, or
 *   zero where the source is enclosed.
 * - Navier-Stokes: the flow run back without viscosity. With its sign turned a vorticity of an ideal fluid runs the same
 *   way back, so that w0 = -Phi(-wT); the viscosity is the least that the slider has.
 */
export function givenBehind(known: KnownCase, solution: Float64Array): Float64Array {
  const behind = inverses[known.problem.id]
  if (!behind) throw new TypeError(`the equation of ${known.problem.id} does not give its given data`)
  return behind(known, solution)
}

const inverses: Readonly<Record<string, (known: KnownCase, solution: Float64Array) => Float64Array>> = {
  poisson: ({ size }, u) => continuedToBoundary(size, applyShiftedLaplacian(size, 0, u)),
  helmholtz: ({ size, parameters }, u) => applyShiftedLaplacian(size, parameterValue(parameters, 'waveNumber'), u),
  'navier-stokes'({ problem, size, parameters }, wT) {
    const { minimum } = problem.parameters.find(({ key }) => key === 'viscosity')!
    const turned = wT.map((value) => -value)
    return problem.solve(size, { ...parameters, viscosity: minimum }, turned).solution.map((value) => -value)
  },
}

function continuedToBoundary(size: number, inside: Float64Array): Float64Array {
  const within = (i: number): number => Math.min(size - 2, Math.max(1, i))
  return inside.map((_, p) => inside[within(Math.floor(p / size)) * size + within(p % size)]!)
}
