import { describe, expect, test } from 'vitest'
import { ExponentialRungeKutta, phi, type Nonlinearity } from '../../../src-main/numerics/exponential-runge-kutta'
import { RandomStream } from '../../../src-main/numerics/random'

describe('the phi functions', () => {
  /** 50 terms of the series, which converges everywhere and cancels little for |z| up to 2. */
  const series = (n: number, z: number) => {
    let [sum, term] = [0, 1]
    for (let i = 1; i <= n; i += 1) term /= i
    for (let j = 0; j < 50; j += 1) {
      sum += term
      term *= z / (j + 1 + n)
    }
    return sum
  }

  test.each([0, -1e-9, -0.01, -0.999, -1, -1.001, -2])('are their series at z = %d', (z) => {
    for (const n of [1, 2, 3] as const) expect(phi(n, z) / series(n, z)).toBeCloseTo(1, 13)
  })

  test.each([-3, -50, -1e5])('satisfy phi_1 = z phi_2 + 1, phi_2 = z phi_3 + 1/2 at z = %d', (z) => {
    expect(phi(1, z)).toBeCloseTo((Math.exp(z) - 1) / z, 15)
    expect(z * phi(2, z) + 1).toBeCloseTo(phi(1, z), 13)
    expect(z * phi(3, z) + 0.5).toBeCloseTo(phi(2, z), 13)
  })
})

/** Integrates over [0, duration] from one complex value per mode, `[re, im, ...]`. */
function integrate(
  eigenvalues: readonly number[],
  initial: readonly number[],
  duration: number,
  steps: number,
  nonlinearity: (v: Float64Array, out: Float64Array) => void,
): Float64Array {
  const scheme = new ExponentialRungeKutta(Float64Array.from(eigenvalues), duration / steps)
  const state = Float64Array.from(initial)
  for (let i = 0; i < steps; i += 1) scheme.advance(state, nonlinearity)
  return state
}

describe('the scheme', () => {
  test('is exact without a nonlinear part, however stiff', () => {
    const state = integrate([0, -1, -1e6], [1, 2, 3, 4, 5, 6], 2, 3, (_, out) => out.fill(0))
    expect(state[0]).toBe(1)
    expect(state[1]).toBe(2)
    expect(state[2]).toBeCloseTo(3 * Math.exp(-2), 14)
    expect(state[3]).toBeCloseTo(4 * Math.exp(-2), 14)
    expect([...state.subarray(4)]).toEqual([0, 0])
  })

  test('is exact for a constant source: v -> -source/L', () => {
    const state = integrate([-40], [0, 0], 1, 2, (_, out) => out.set([80, -40]))
    expect(state[0]).toBeCloseTo(2 * (1 - Math.exp(-40)), 13)
    expect(state[1]).toBeCloseTo(-(1 - Math.exp(-40)), 13)
  })

  test('is of order 4 for the logistic equation v - v^2 = (v + 2 v - v^2) - 2 v', () => {
    const exact = 1 / (1 + (1 / 0.1 - 1) * Math.exp(-3))
    const steps = [16, 32, 64, 128]
    const errors = steps.map((count) =>
      Math.abs(integrate([-2], [0.1, 0], 3, count, (v, out) => out.set([3 * v[0]! - v[0]! ** 2, 0]))[0]! - exact),
    )
    const orders = errors.slice(1).map((error, i) => Math.log2(errors[i]! / error))
    expect(orders.at(-1)).toBeCloseTo(4, 1)
    for (const order of orders) expect(order).toBeGreaterThan(3.8)
  })

  test('couples modes: a rotation of two of them keeps their norm to fourth order', () => {
    const error = (steps: number) => {
      const state = integrate([0, 0], [1, 0, 0, 0], 1, steps, (v, out) => out.set([-v[2]!, -v[3]!, v[0]!, v[1]!]))
      return Math.hypot(state[0]! - Math.cos(1), state[2]! - Math.sin(1))
    }
    expect(Math.log2(error(8) / error(16))).toBeCloseTo(4, 1)
  })
})

describe('pulling back', () => {
  const random = new RandomStream(1, 'pull back')
  const normals = (length: number): Float64Array => {
    const out = new Float64Array(length)
    random.fillNormal(out)
    return out
  }
  const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, p) => sum + value * y[p]!, 0)

  test('is the transpose of a step whose linear right-hand side differs from stage to stage', () => {
    const scheme = new ExponentialRungeKutta(Float64Array.of(0, -0.3, -8), 0.7)
    const matrices = Array.from({ length: 4 }, () => Array.from({ length: 6 }, () => normals(6)))
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const [direction, cotangent] = [normals(6), normals(6)]
      const image = direction.slice()
      let stage = 0
      scheme.advance(image, (v, out) => {
        out.set(matrices[stage]!.map((row) => dot(row, v)))
        stage += 1
      })
      const back = cotangent.slice()
      const transposes = matrices.map((matrix): Nonlinearity => (v, out) => {
        for (let q = 0; q < 6; q += 1) out[q] = matrix.reduce((sum, row, p) => sum + row[q]! * v[p]!, 0)
      })
      scheme.pullBack(back, [transposes[0]!, transposes[1]!, transposes[2]!, transposes[3]!])
      expect(dot(cotangent, image)).toBeCloseTo(dot(back, direction), 11)
    }
  })
})

describe('the amplification', () => {
  const amplification = (eigenvalue: number, step: number, frequency: number) =>
    new ExponentialRungeKutta(Float64Array.of(eigenvalue), step).amplification(Float64Array.of(frequency))

  test('without damping is that of the classical scheme of fourth order, which is stable up to 2 sqrt 2', () => {
    for (const y of [0.3, 1, 2, 2.8, 3]) {
      const classical = Math.hypot(1 - y ** 2 / 2 + y ** 4 / 24, y - y ** 3 / 6)
      expect(amplification(0, 0.1, y / 0.1)).toBeCloseTo(classical, 12)
    }
    expect(amplification(0, 1, 2 * Math.SQRT2 - 1e-6)).toBeLessThan(1)
    expect(amplification(0, 1, 2 * Math.SQRT2 + 1e-6)).toBeGreaterThan(1)
  })

  test('is smaller with damping, so that larger steps are stable', () => {
    expect(amplification(-40, 0.1, 35)).toBeLessThan(1)
    expect(amplification(0, 0.1, 35)).toBeGreaterThan(1)
  })

  test('is the largest over the modes', () => {
    const scheme = new ExponentialRungeKutta(Float64Array.of(0, -1, 0), 1)
    expect(scheme.amplification(Float64Array.of(0.1, 0, 3))).toBeCloseTo(amplification(0, 1, 3), 14)
  })
})
