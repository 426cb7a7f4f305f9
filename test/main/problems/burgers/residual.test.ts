import { describe, expect, test } from 'vitest'
import { largestMagnitude, rootMeanSquare } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { mean } from '../../../../src-main/numerics/statistics'
import { burgers } from '../../../../src-main/problems/burgers/burgers'
import { rateScale } from '../../../../src-main/problems/burgers/normalisation'
import { burgersResidual } from '../../../../src-main/problems/burgers/residual'
import { framesWithoutResidual, timeStencil } from '../../../../src-main/problems/burgers/time-derivative'
import { defaultParameters } from '../../../../src-main/problems/parameters'
import { residualSensitivity } from '../../../../src-main/problems/sensitivity'
import { coleHopf } from './cole-hopf'

const field = (size: number, value: (t: number, x: number) => number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, p) => value(Math.floor(p / size) / (size - 1), (p % size) / size))

describe('the residual of the reference solution', () => {
  test('has a mean square of at most 5e-7 at 128x128 and the default viscosity', () => {
    const squares = Array.from({ length: 8 }, (_, i) => {
      const { parameters, fields } = burgers.sample(128, defaultParameters(burgers), new RandomStream(1, 'floor', i))
      return burgers.residual(128, parameters, fields).norms.l2 ** 2
    })
    expect(mean(squares)).toBeLessThan(5e-7)
    expect(mean(squares)).toBeGreaterThan(1e-9)
  })

  test.each([64, 128])(
    'on %i frames rises at least 50-fold in every norm when noise of a hundredth is added',
    (size) => {
      const { norms } = residualSensitivity(burgers, { size, samples: 2, seed: 2 })
      expect(norms.map(({ norm }) => norm)).toEqual([
        'l2',
        'l2Relative',
        'hMinus1',
        'max',
        'weak',
        'balance',
        'propagator',
      ])
      for (const { norm, rise, measures } of norms)
        expect({ norm, measures, rise: rise! >= 50 }).toEqual({ norm, measures: true, rise: true })
    },
  )

  test('falls with the fourth power of the time between two frames', () => {
    const errors = [32, 64, 128].map((size) => burgersResidual(size, 0.01, coleHopf(size, 0.01, 3, 0.3)).norms.l2)
    const order = Math.log2(errors[0]! / errors[2]!) / Math.log2(127 / 31)
    expect(Math.abs(order - 4)).toBeLessThan(0.1)
  })

  test('stays below 2e-6 in the propagator across the slider', () => {
    for (const viscosity of [0.003, 0.01, 0.05]) {
      const { fields } = burgers.sample(32, { viscosity }, new RandomStream(3, 'propagator'))
      const { propagator } = burgers.residual(32, { viscosity }, fields).norms
      expect(propagator).toBeLessThan(2e-6)
      expect(propagator).toBeGreaterThan(0)
    }
  })
})

describe('the difference in time', () => {
  test.each([16, 17])('differentiates polynomials of degree 4 on %i frames exactly, at the ends too', (frames) => {
    const value = (t: number) => 1 - t + 2 * t ** 2 - 3 * t ** 3 + 4 * t ** 4
    const slope = (t: number) => -1 + 4 * t - 9 * t ** 2 + 16 * t ** 3
    for (let frame = framesWithoutResidual; frame < frames; frame += 1) {
      const { start, weights } = timeStencil(frames, frame)
      expect(start).toBeGreaterThanOrEqual(0)
      expect(start + weights.length).toBeLessThanOrEqual(frames)
      const found = weights.reduce((sum, weight, k) => sum + weight * value((start + k) / (frames - 1)), 0)
      expect(found).toBeCloseTo(slope(frame / (frames - 1)), 10)
    }
  })
})

describe('the norms mean what they say', () => {
  const size = 32
  const residualOf = (u: Float64Array, nu = 0.01) => burgersResidual(size, nu, u)

  test.each([0, 0.4])('a flow of %d everywhere is a solution and leaves nothing', (speed) => {
    const { norms } = residualOf(field(size, () => speed))
    for (const norm of Object.values(norms)) expect(norm).toBeLessThan(1e-12)
  })

  test('u = t everywhere leaves 1, which every norm sees whole, and a mean that drifts', () => {
    const u = field(size, (t) => t)
    const { norms, map } = residualOf(u)
    for (const norm of ['l2', 'hMinus1', 'max'] as const) expect(norms[norm]).toBeCloseTo(1, 10)
    // Its bumps reach into the frames without residual.
    expect(norms.weak).toBeGreaterThan(0.99)
    expect(norms.weak).toBeLessThan(1)
    expect(norms.l2Relative).toBeCloseTo(1 / rateScale, 11)
    expect(norms.balance).toBeCloseTo(1 / rootMeanSquare(u), 11)
    expect(norms.propagator).toBeCloseTo(1, 12)
    expect([...map.subarray(0, framesWithoutResidual * size)]).toEqual(Array(framesWithoutResidual * size).fill(0))
    for (const value of map.subarray(framesWithoutResidual * size)) expect(value).toBeCloseTo(1, 10)
  })

  test.each([1, 5, 15])('a residual of mode %i counts 1/sqrt((2 pi k)^2 + 1) of itself in H^-1', (k) => {
    const { norms } = residualOf(field(size, (t, x) => 1e-9 * t * Math.cos(2 * Math.PI * k * x)))
    expect(norms.hMinus1 / norms.l2).toBeCloseTo(1 / Math.hypot(2 * Math.PI * k, 1), 6)
  })

  test.each([
    { what: 'u_t + (u^2/2)_x - nu u_xx', nu: 0.02 },
    { what: 'another viscosity', nu: 0.03 },
  ])('any smooth field leaves $what', ({ nu }) => {
    const { PI, sin, cos } = Math
    const { map } = residualOf(
      field(size, (t, x) => 0.2 + t ** 2 * sin(2 * PI * x)),
      nu,
    )
    const expected = field(size, (t, x) => {
      const u = 0.2 + t ** 2 * sin(2 * PI * x)
      const slope = t ** 2 * 2 * PI * cos(2 * PI * x)
      return 2 * t * sin(2 * PI * x) + u * slope + nu * t ** 2 * 4 * PI ** 2 * sin(2 * PI * x)
    })
    const difference = map.map((value, p) => (p < framesWithoutResidual * size ? 0 : value - expected[p]!))
    expect(largestMagnitude(difference)).toBeLessThan(1e-11)
  })

  test('a solution with the wrong viscosity is far from one', () => {
    const { fields } = burgers.sample(64, { viscosity: 0.01 }, new RandomStream(4, 'residual'))
    const right = burgers.residual(64, { viscosity: 0.01 }, fields).norms
    const wrong = burgers.residual(64, { viscosity: 0.015 }, fields).norms
    expect(wrong.l2).toBeGreaterThan(50 * right.l2)
    expect(wrong.propagator).toBeGreaterThan(1e-3)
  })

  test('the propagator sees a first frame that does not belong to the others, where the map is blind', () => {
    const { fields } = burgers.sample(32, { viscosity: 0.01 }, new RandomStream(5, 'residual'))
    const other = fields['u']!.map((value, p) => (p < 32 ? 0.9 * value : value))
    expect(burgers.residual(32, { viscosity: 0.01 }, { u: other }).norms.propagator).toBeGreaterThan(0.05)
  })

  test('the propagator is the same from a propagation at hand, and takes that for what should be', () => {
    const { fields } = burgers.sample(32, { viscosity: 0.01 }, new RandomStream(5, 'residual'))
    const propagated = burgers.propagate!(32, { viscosity: 0.01 }, burgers.given(fields))
    expect(burgers.residual(32, { viscosity: 0.01 }, fields, propagated)).toEqual(
      burgers.residual(32, { viscosity: 0.01 }, fields),
    )
    const doubled = propagated.map((value) => 2 * value)
    expect(burgers.residual(32, { viscosity: 0.01 }, fields, doubled).norms.propagator).toBeCloseTo(1, 5)
  })

  test('a field whose first frame the solver refuses has a map and no propagator', () => {
    const u = field(size, (_t, x) => 20 * Math.sin(2 * Math.PI * x))
    const { norms } = burgersResidual(size, 0.003, u)
    expect(norms.propagator).toBeNaN()
    expect(norms.l2).toBeGreaterThan(100)
  })
})
