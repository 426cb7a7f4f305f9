import { describe, expect, test } from 'vitest'
import { largestMagnitude, relativeError, rootMeanSquare } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { endpointDefect } from '../../../../src-main/problems/navier-stokes/endpoint-defect'
import { navierStokes } from '../../../../src-main/problems/navier-stokes/navier-stokes'
import { solveVorticity } from '../../../../src-main/problems/navier-stokes/solver'
import { defaultParameters, drawParameters } from '../../../../src-main/problems/parameters'
import { residualSensitivity } from '../../../../src-main/problems/sensitivity'

const size = 32
const defaults = defaultParameters(navierStokes)
const flow = { viscosity: 1e-3, forcing: 0.1, duration: 1 }

function sample(seed: number, n = size, parameters = defaults) {
  return navierStokes.sample(n, parameters, new RandomStream(seed, 'residual')).fields as {
    w0: Float64Array
    wT: Float64Array
  }
}

describe('the residual of the reference solution', () => {
  test.each([
    { n: 32, samples: 12 },
    { n: 64, samples: 6 },
    { n: 128, samples: 2 },
  ])('is below 1e-6 of the vorticity and not zero, on $n points a side across the sliders', ({ n, samples }) => {
    for (let seed = 0; seed < samples; seed += 1) {
      const random = new RandomStream(seed, 'floor')
      const parameters = drawParameters(navierStokes, random)
      const { fields } = navierStokes.sample(n, parameters, random)
      const { norms } = navierStokes.residual(n, parameters, fields)
      expect(norms.l2Relative).toBeLessThan(1e-6)
      expect(norms.l2Relative).toBeGreaterThan(1e-10)
      expect(norms.balance).toBeLessThan(1e-14)
    }
  })

  test('is the error in time: it agrees with the distance to a much finer solution', () => {
    const { w0, wT } = sample(1)
    const { norms } = navierStokes.residual(size, defaults, { w0, wT })
    const error = relativeError(wT, solveVorticity(size, flow, w0, { refinement: 16 }).solution)
    expect(Math.abs(norms.l2Relative / error - 1)).toBeLessThan(0.1)
  })
})

test.each([{ n: 64 }, { n: 128 }])(
  'every norm but the endpoint defect rises 50-fold under 1 % noise, on $n',
  ({ n }) => {
    const { norms } = residualSensitivity(navierStokes, { size: n, samples: 2, seed: 1 })
    expect(norms.map(({ norm }) => norm)).toEqual(['l2', 'l2Relative', 'hMinus1', 'max', 'weak', 'balance', 'endpoint'])
    for (const { norm, measures } of norms) expect({ norm, measures }).toEqual({ norm, measures: norm !== 'endpoint' })
  },
)

describe('the norms mean what they say', () => {
  const { w0, wT } = sample(4)
  const wave = Float64Array.from({ length: size * size }, (_, p) => Math.cos(2 * Math.PI * ((2 * (p % size)) / size)))
  const disturbed = (parameters: typeof defaults, by: Float64Array) => {
    const { solution } = navierStokes.solve(size, parameters, w0)
    return navierStokes.residual(size, parameters, { w0, wT: solution.map((value, p) => value + by[p]!) })
  }

  test.each([0.5, 1, 2])('a disturbance of the end is the map over the duration %d', (duration) => {
    const { map, norms } = disturbed(
      { ...defaults, duration },
      wave.map((value) => 0.01 * value),
    )
    const expected = wave.map((value) => (0.01 * value) / duration)
    expect(relativeError(map, expected)).toBeLessThan(1e-4)
    expect(norms.l2).toBeCloseTo(0.01 / Math.SQRT2 / duration, 6)
    expect(norms.max).toBeCloseTo(0.01 / duration, 6)
    expect(norms.hMinus1).toBeCloseTo(norms.l2 / Math.sqrt((4 * Math.PI) ** 2 + 1), 7)
  })

  test('l2Relative is the relative error of the end', () => {
    const { norms } = navierStokes.residual(size, defaults, { w0, wT: wT.map((value) => 1.25 * value) })
    expect(norms.l2Relative).toBeCloseTo(0.25, 5)
  })

  test('balance is the change of the mean over the vorticity at the start', () => {
    const { norms } = disturbed(defaults, new Float64Array(size * size).fill(-0.02))
    expect(norms.balance).toBeCloseTo(0.02 / rootMeanSquare(w0), 12)
    expect(norms.weak).toBeCloseTo(0.02, 6)
    expect(norms.hMinus1).toBeCloseTo(0.02, 6)
  })

  test('a wrong start shows even though the end is untouched', () => {
    const other = sample(5).w0
    expect(navierStokes.residual(size, defaults, { w0: other, wT }).norms.l2Relative).toBeGreaterThan(0.5)
  })

  test('is the same from a propagation at hand, and takes that for what the end should be', () => {
    const propagated = navierStokes.propagate!(size, defaults, w0)
    expect(navierStokes.residual(size, defaults, { w0, wT }, propagated)).toEqual(
      navierStokes.residual(size, defaults, { w0, wT }),
    )
    const doubled = propagated.map((value) => 2 * value)
    expect(navierStokes.residual(size, defaults, { w0, wT }, doubled).norms.l2Relative).toBeCloseTo(0.5, 5)
  })

  test('a start that the solver refuses is refused here as well', () => {
    const bad = w0.map(() => NaN)
    expect(() => navierStokes.residual(size, defaults, { w0: bad, wT })).toThrow('must be finite')
  })
})

describe('the endpoint defect', () => {
  test('of vortices of Taylor and Green, which only decay, is zero', () => {
    const vortices = Float64Array.from(
      { length: size * size },
      (_, p) => Math.cos((2 * Math.PI * (p % size)) / size) * Math.cos((2 * Math.PI * Math.floor(p / size)) / size),
    )
    const decay = Math.exp(-8 * Math.PI ** 2 * 0.02)
    const end = vortices.map((value) => decay * value)
    expect(
      largestMagnitude(endpointDefect(size, { viscosity: 0.02, forcing: 0, duration: 1 }, vortices, end)),
    ).toBeLessThan(1e-12)
  })

  test('falls with the square of the duration', () => {
    const smooth = solveVorticity(size, { ...flow, viscosity: 0.01 }, sample(6).w0).solution
    const sizes = [0.2, 0.1, 0.05].map((duration) => {
      const short = { ...flow, duration }
      const { solution } = solveVorticity(size, short, smooth, { steps: 16 })
      return rootMeanSquare(endpointDefect(size, short, smooth, solution))
    })
    expect(Math.log2(sizes[0]! / sizes[1]!)).toBeCloseTo(2, 1)
    expect(Math.log2(sizes[1]! / sizes[2]!)).toBeCloseTo(2, 1)
  })

  test('without forcing, of fluid at rest, is zero; with it, the mean of the forcing and what decay leaves of it', () => {
    const rest = new Float64Array(size * size)
    const decay = Math.exp(-8 * Math.PI ** 2 * flow.viscosity * flow.duration)
    expect(largestMagnitude(endpointDefect(size, { ...flow, forcing: 0 }, rest, rest))).toBe(0)
    expect(rootMeanSquare(endpointDefect(size, flow, rest, rest))).toBeCloseTo(0.05 * (1 + decay), 12)
  })
})
