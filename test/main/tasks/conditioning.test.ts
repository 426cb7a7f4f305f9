import { describe, expect, it } from 'vitest'
import { subsetOf, type Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
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
    // By their positions, not by their lines.
    expect(Array.from(u!.points)).toEqual([3, 2])
    expect(u!.values[1]! / u!.values[0]!).toBeCloseTo(0.75, 6)
    expect(u!.sigma[1]! / u!.values[1]!).toBeCloseTo(1e-4 / 0.006, 5)
  })

  it('takes an assumed share where it is told, and leaves stated and exact noise alone', () => {
    const exact = { ...observations, sigma: Float64Array.of(0, NaN, 1e-4, NaN) }
    const noise = noiseOf(exact, { kind: 'assumed', level: 0.2 })
    expect([noise[0], noise[2]]).toEqual([0, 1e-4])
    expect(noise[1]).toBeCloseTo(0.2 * Math.sqrt((9 + 144) / 2), 12)
  })

  it('keeps exact values exact, and noise far below single precision in its proportion', () => {
    const noise = Float64Array.of(0, 1e-9, 1e-15, 2e-15)
    const [a, u] = conditionOn(darcy, darcy.grid(64), parameters, observations, noise)
    expect(a!.sigma[0]).toBe(0)
    // d a_norm = d a / (a half ln 4).
    expect(a!.sigma[1]! / (1e-9 / (12 * 0.5 * Math.log(4)))).toBeCloseTo(1, 2)
    expect(u!.sigma[0]! / u!.sigma[1]!).toBeCloseTo(2, 2)
  })

  it('scales the normalised deviations as the stated ones', () => {
    const noise = noiseOf(observations)
    const deviations = (factor: number) =>
      conditionOn(
        darcy,
        darcy.grid(64),
        parameters,
        observations,
        noise.map((sigma) => factor * sigma),
      )[1]!.sigma
    deviations(3).forEach((sigma, i) => expect(sigma / deviations(1)[i]!).toBeCloseTo(3, 4))
  })

  it('puts averages beside points, in the same units', () => {
    const averages = {
      shape: Uint8Array.of(0, 2, 0, 1),
      x2: Float64Array.of(NaN, 1, NaN, 0.5),
      y2: Float64Array.of(NaN, 1, NaN, 0.5),
    }
    const [a, u] = conditionOn(darcy, darcy.grid(16), parameters, { ...observations, averages }, noiseOf(observations))
    expect([a!.linear, u!.linear]).toEqual([false, true])
    const one = new Float64Array(256).fill(1)
    expect([...a!.predict(one)].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([1, 1])
    expect([...u!.predict(one)].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([1, 1])
    expect(a!.values[1]).toBeCloseTo(1, 5)
  })

  it('does not depend on the order of the observations, to the last bit', () => {
    const random = new RandomStream(5, 'order')
    const count = 60
    const many: Observations = {
      fields: ['u', 'a'],
      field: Uint8Array.from({ length: count }, (_, i) => i % 2),
      x: Float64Array.from({ length: count }, (_, i) => (i % 5) / 4),
      y: Float64Array.from({ length: count }, (_, i) => (i % 3) / 2),
      averages: {
        shape: Uint8Array.from({ length: count }, (_, i) => (i % 7 === 0 ? 1 : 0)),
        x2: Float64Array.from({ length: count }, (_, i) => (i % 7 === 0 ? 0.3 : NaN)),
        y2: Float64Array.from({ length: count }, (_, i) => (i % 7 === 0 ? 0.3 : NaN)),
      },
      value: Float64Array.from({ length: count }, () => 1 + 0.1234567 * random.integer(3)),
      sigma: Float64Array.from({ length: count }, (_, i) => (i % 4 === 0 ? NaN : random.integer(2))),
      line: Uint32Array.from({ length: count }, (_, i) => i),
    }
    const order = Uint32Array.from({ length: count }, (_, i) => (i * 17) % count)
    const field = Float64Array.from({ length: 256 }, (_, c) => Math.sin(c))
    const read = (given: Observations) =>
      conditionOn(darcy, darcy.grid(16), parameters, given, noiseOf(given)).map(
        ({ key, values, sigma, predict, pull }) => ({
          key,
          values,
          sigma,
          read: predict(field),
          back: pull(field, values),
        }),
      )
    expect(read(subsetOf(many, order))).toEqual(read(many))
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
