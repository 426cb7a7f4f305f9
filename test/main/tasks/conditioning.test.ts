import { describe, expect, it } from 'vitest'
import type { Observations } from '../../../src-main/field/observations'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { conditionOn, noiseOf, perturbed, widened } from '../../../src-main/tasks/conditioning'

const observations: Observations = {
  fields: ['a', 'u'],
  field: Uint8Array.of(0, 0, 1, 1),
  x: Float64Array.of(0.1, 0.9, 0.5, 0.25),
  y: Float64Array.of(0.1, 0.4, 0.5, 0.75),
  value: Float64Array.of(3, 12, 0.006, 0.008),
  sigma: Float64Array.of(0.3, NaN, 1e-4, NaN),
  line: Uint32Array.of(2, 3, 4, 5),
}
const parameters = defaultParameters(darcy)

describe('conditioning on observations', () => {
  it('takes the stated noise, and one per cent of the RMS value of the field where none is stated', () => {
    const noise = noiseOf(observations)
    expect(noise[0]).toBe(0.3)
    expect(noise[1]).toBeCloseTo(0.01 * Math.sqrt((9 + 144) / 2), 12)
    expect(noise[3]).toBeCloseTo(0.01 * Math.sqrt((0.006 ** 2 + 0.008 ** 2) / 2), 12)
  })

  it('splits the points by channel, in normalised units', () => {
    const [a, u] = conditionOn(darcy, darcy.grid(64), parameters, observations, noiseOf(observations))
    expect(a!.key).toBe('a')
    expect(Array.from(a!.points)).toEqual([0, 1])
    expect(Array.from(a!.values, (v) => Math.round(v * 1e5) / 1e5)).toEqual([-1, 1])
    // d ln a = sigma / a, over half of ln 4.
    expect(a!.sigma[0]).toBeCloseTo(Math.log(1.1) / (0.5 * Math.log(4)), 5)
    expect(Array.from(u!.points)).toEqual([2, 3])
    expect(u!.values[0]! / u!.values[1]!).toBeCloseTo(0.75, 6)
    expect(u!.sigma[0]! / u!.values[0]!).toBeCloseTo(1e-4 / 0.006, 5)
  })

  it('leaves out fields without points', () => {
    const only = {
      ...observations,
      field: Uint8Array.of(1, 1, 1, 1),
      value: Float64Array.of(0.001, 0.002, 0.006, 0.008),
    }
    expect(conditionOn(darcy, darcy.grid(64), parameters, only, noiseOf(only)).map(({ key }) => key)).toEqual(['u'])
  })

  it('adds the model error to the noise in squares, and perturbs members reproducibly and differently', () => {
    expect(Array.from(widened(Float64Array.of(3, 0), 4))).toEqual([5, 4])
    const values = Float64Array.of(1, 2, 3)
    const sigma = Float64Array.of(0.1, 0.1, 0)
    expect(perturbed(values, sigma, 7, 'u', 1)).toEqual(perturbed(values, sigma, 7, 'u', 1))
    expect(perturbed(values, sigma, 7, 'u', 1)).not.toEqual(perturbed(values, sigma, 7, 'u', 2))
    expect(perturbed(values, sigma, 7, 'u', 1)[2]).toBe(3)
  })
})
