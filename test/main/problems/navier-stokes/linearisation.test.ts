import { describe, expect, test } from 'vitest'
import { relativeError } from '../../../../src-main/field/norms'
import { realFft2, inverseRealFft2 } from '../../../../src-main/numerics/fft'
import { fourierDerivative } from '../../../../src-main/numerics/fourier-derivative'
import { RandomStream } from '../../../../src-main/numerics/random'
import { Advection } from '../../../../src-main/problems/navier-stokes/advection'
import { generateVorticity } from '../../../../src-main/problems/navier-stokes/generator'
import { linearisedVorticity } from '../../../../src-main/problems/navier-stokes/linearisation'
import {
  forcingField,
  solveVorticity,
  viscousRates,
  type Flow,
} from '../../../../src-main/problems/navier-stokes/solver'
import { refusal } from '../../refusal'

const size = 32
const usual: Flow = { viscosity: 1e-3, forcing: 0.1, duration: 1 }
const unforced: Flow = { ...usual, forcing: 0 }
const start = (seed: number): Float64Array => generateVorticity(size, new RandomStream(seed, 'linearised vorticity'))

const transposed = (field: Float64Array): Float64Array =>
  field.map((_, p) => field[(p % size) * size + Math.floor(p / size)]!)

describe('the linearised flow', () => {
  test.each([
    [1, 0],
    [3, 2],
    [0, 9],
  ])('about rest lets the wave (%d, %d) decay as exp(-nu 4 pi^2 |k|^2 T), forwards and transposed', (kx, ky) => {
    const { tangent, gradient } = linearisedVorticity(size, unforced, new Float64Array(size * size))
    const wave = Float64Array.from({ length: size * size }, (_, p) =>
      Math.cos((2 * Math.PI * (kx * (p % size) + ky * Math.floor(p / size))) / size + 0.4),
    )
    const share = Math.exp(-unforced.viscosity * 4 * Math.PI ** 2 * (kx * kx + ky * ky) * unforced.duration)
    const decayed = wave.map((value) => share * value)
    expect(relativeError(tangent(wave), decayed)).toBeLessThan(1e-13)
    expect(relativeError(gradient(wave), decayed)).toBeLessThan(1e-13)
  })

  test('follows a shift of the start by a shift of the end: the tangent of a slope is the slope of the end', () => {
    const { solution, tangent } = linearisedVorticity(size, unforced, start(1))
    const slope = (field: Float64Array) => fourierDerivative(field, size, 1)
    expect(relativeError(tangent(slope(start(1))), slope(solution))).toBeLessThan(1e-12)
    const across = (field: Float64Array) => transposed(slope(transposed(field)))
    expect(relativeError(tangent(across(start(1))), across(solution))).toBeLessThan(1e-12)
  })

  test('carries the rate of change at the start to that at the end', () => {
    const rate = (field: Float64Array): Float64Array => {
      const spectrum = realFft2(field, size, size)
      const out = new Float64Array(spectrum.length)
      new Advection(size, realFft2(forcingField(size, usual.forcing), size, size)).apply(spectrum, out)
      const rates = viscousRates(size, usual.viscosity)
      return inverseRealFft2(
        out.map((value, p) => value + rates[p >> 1]! * spectrum[p]!),
        size,
        size,
      )
    }
    const { solution, tangent } = linearisedVorticity(size, usual, start(2))
    expect(relativeError(tangent(rate(start(2))), rate(solution))).toBeLessThan(3e-4)
  })

  test('keeps the mean, so that the gradient of the last one is the same everywhere', () => {
    const { gradient } = linearisedVorticity(size, usual, start(3))
    gradient(new Float64Array(size * size).fill(1)).forEach((value) => expect(value).toBeCloseTo(1, 13))
  })

  test('stays within 1e-4 of the reference solution across the sliders', () => {
    for (const viscosity of [5e-4, 5e-3]) {
      for (const forcing of [0, 0.2]) {
        for (const duration of [0.5, 2]) {
          const flow = { viscosity, forcing, duration }
          const { solution } = linearisedVorticity(size, flow, start(4))
          expect(relativeError(solution, solveVorticity(size, flow, start(4)).solution)).toBeLessThan(1e-4)
        }
      }
    }
  })

  test('gives every tangent and gradient about the same trajectory, whatever came before', () => {
    const { solution, tangent, gradient } = linearisedVorticity(size, usual, start(5))
    const [change, back] = [tangent(start(6)), gradient(solution)]
    expect(tangent(start(6))).toEqual(change)
    expect(gradient(solution)).toEqual(back)
  })

  test('is refused where its trajectory would not fit into memory, with the steps that would', () => {
    const { detail } = refusal(() => linearisedVorticity(256, unforced, new Float64Array(256 * 256).fill(1000)))
    expect(detail).toMatchObject({ code: 'flow-too-fast', expected: 'at most 256 time steps' })
  })
})
