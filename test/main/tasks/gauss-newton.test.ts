import { describe, expect, it } from 'vitest'
import { relativeError } from '../../../src-main/field/norms'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { conditionOn } from '../../../src-main/tasks/conditioning'
import { gaussNewtonUpdate, withExactValues } from '../../../src-main/tasks/gauss-newton'
import { Readings } from '../../../src-main/tasks/readings'

const size = 32
const cells = size * size
const parameters = defaultParameters(darcy)

/** A smooth medium, and a first guess of it that is off by a smooth bump. */
const truth = Float32Array.from({ length: cells }, (_, p) => 0.8 * Math.sin(p / 40))
const guess = truth.map((x, p) => x + 0.4 * Math.exp(-(((p % size) - 12) ** 2 + (Math.floor(p / size) - 18) ** 2) / 20))

function headOf(coefficient: Float32Array): Float64Array {
  const state = new Float32Array(2 * cells)
  state.set(coefficient)
  return darcy.solve(size, parameters, darcy.denormalise(parameters, state)['a']!).solution
}

const head = headOf(truth)
const random = new RandomStream(4, 'gauss-newton')
const count = 120
const at = Uint32Array.from({ length: count }, () => random.integer(cells))
const observations: Observations = {
  fields: ['u'],
  field: new Uint8Array(count),
  x: Float64Array.from(at, (p) => ((p % size) + 0.5) / size),
  y: Float64Array.from(at, (p) => (Math.floor(p / size) + 0.5) / size),
  value: Float64Array.from(at, (p) => head[p]!),
  sigma: new Float64Array(count).fill(1e-5),
  line: new Uint32Array(count),
}
const readings = new Readings(
  darcy,
  parameters,
  conditionOn(darcy, darcy.grid(size), parameters, observations, observations.sigma),
)

describe('the Gauss-Newton update of a coefficient', () => {
  const input = {
    problem: darcy,
    size,
    parameters,
    coefficient: guess,
    spread: new Float64Array(cells).fill(0.3),
    readings,
  }
  const rmsMisfit = (coefficient: Float32Array): number => {
    const found = headOf(coefficient)
    return Math.sqrt(at.reduce((sum, p) => sum + (found[p]! - head[p]!) ** 2, 0) / count)
  }

  it('makes the reference solution fit the observed one to its noise, and the whole field better', () => {
    const moved = gaussNewtonUpdate({
      ...input,
      targets: readings.values,
      sigma: readings.sigma,
      iterations: 3,
      innerIterations: 120,
    })
    expect(rmsMisfit(guess)).toBeGreaterThan(5e-5)
    expect(rmsMisfit(moved)).toBeLessThan(1.5e-5)
    expect(relativeError(headOf(moved), head)).toBeLessThan(0.3 * relativeError(headOf(guess), head))
  })

  it('leaves the coefficient alone where the observations agree with it already', () => {
    const agreeing = gaussNewtonUpdate({
      ...input,
      coefficient: truth,
      targets: readings.values,
      sigma: readings.sigma,
      iterations: 1,
      innerIterations: 40,
    })
    expect(Math.max(...agreeing.map((x, p) => Math.abs(x - truth[p]!)))).toBeLessThan(5e-3)
  })

  it('stays within the range of the coefficient, however far the observations are', () => {
    const targets = readings.values.map((y) => 3 * y)
    const moved = gaussNewtonUpdate({ ...input, targets, sigma: readings.sigma, iterations: 3, innerIterations: 30 })
    expect(Math.min(...moved)).toBe(-1)
    expect(Math.max(...moved)).toBeLessThanOrEqual(1)
  })

  it('moves less the noisier the observations are', () => {
    const distance = (scale: number): number => {
      const sigma = readings.sigma.map((s) => s * scale)
      const moved = gaussNewtonUpdate({ ...input, targets: readings.values, sigma, iterations: 1, innerIterations: 60 })
      return Math.hypot(...moved.map((x, p) => x - guess[p]!))
    }
    expect(distance(1000)).toBeLessThan(0.5 * distance(1))
  })
})

describe('exact values of a coefficient', () => {
  it('are met to rounding, repeated ones too, and change its neighbourhood alone', () => {
    const cell = 10 * size + 12
    const at = [
      { x: ((cell % size) + 0.5) / size, y: (Math.floor(cell / size) + 0.5) / size, value: 5 },
      { x: 0.71, y: 0.33, value: 4 },
      { x: 0.71, y: 0.33, value: 4 },
      { x: 0.2, y: 0.8, value: 9 },
    ]
    const exact = conditionOn(
      darcy,
      darcy.grid(size),
      parameters,
      {
        fields: ['a'],
        field: new Uint8Array(4),
        x: Float64Array.from(at, ({ x }) => x),
        y: Float64Array.from(at, ({ y }) => y),
        value: Float64Array.from(at, ({ value }) => value),
        sigma: Float64Array.of(0, 0, 0, 0.1),
        line: new Uint32Array(4),
      },
      Float64Array.of(0, 0, 0, 0.1),
    )[0]!
    const held = withExactValues(guess, size, exact)
    const read = exact.predict(held)
    exact.sigma.forEach((sigma, i) => {
      if (sigma === 0) expect(read[i]).toBeCloseTo(exact.values[i]!, 5)
    })
    const far = 25 * size + 3
    expect(held[far]).toBeCloseTo(guess[far]!, 6)
  })
})
