import { describe, expect, test } from 'vitest'
import { relativeError } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { helmholtz } from '../../../../src-main/problems/helmholtz/helmholtz'
import { largestWaveNumber, solveOnNodes } from '../../../../src-main/problems/shifted-laplacian/solver'
import { refusal } from '../../refusal'
import { equations, fixture, onNodes } from './equations'

function noise(size: number, label: string): Float64Array {
  const values = new Float64Array(size * size)
  new RandomStream(3, 'shifted laplacian', label).fillNormal(values)
  return values
}

describe.each([0, 1, 4])('manufactured solution u = sin(pi x) sin(2 pi y) e^x at k = %d', (k) => {
  const { PI, sin, cos, exp } = Math
  const u = (x: number, y: number) => sin(PI * x) * sin(2 * PI * y) * exp(x)
  const source = (x: number, y: number) =>
    sin(2 * PI * y) * exp(x) * (2 * PI * cos(PI * x) + (1 - PI * PI) * sin(PI * x)) + (k * k - 4 * PI * PI) * u(x, y)
  const errors = [32, 64, 128].map((size) => {
    const exact = onNodes(size, u)
    const solution = solveOnNodes(size, k, onNodes(size, source))
    const difference = solution.map((value, p) => Math.abs(value - exact[p]!))
    return { h: 1 / (size - 1), l2: relativeError(solution, exact), max: Math.max(...difference) }
  })

  test.each(['l2', 'max'] as const)('converges with order 2 in the %s norm', (norm) => {
    const [coarse, middle, fine] = errors as [(typeof errors)[0], (typeof errors)[0], (typeof errors)[0]]
    const order = (a: typeof coarse, b: typeof coarse) => Math.log(a[norm] / b[norm]) / Math.log(a.h / b.h)
    expect(order(coarse, middle)).toBeCloseTo(2, 1)
    expect(order(middle, fine)).toBeCloseTo(2, 1)
  })
})

describe('against the sparse direct solver of SciPy', () => {
  test.each(fixture.solutions)('agrees to 1e-12 for $name', ({ k, f, u }) => {
    expect(relativeError(solveOnNodes(fixture.size, k, Float64Array.from(f)), u)).toBeLessThan(1e-12)
  })
})

describe.each(equations)('$name: the reference solution', ({ problem, parameters }) => {
  const size = 32
  const [f, g] = [noise(size, 'f'), noise(size, 'g')]
  const solve = (source: Float64Array) => problem.solve(size, parameters, source).solution

  test('is linear in the source', () => {
    const [u, v] = [solve(f), solve(g)]
    expect(
      relativeError(
        solve(f.map((value, p) => 2 * value - 3 * g[p]!)),
        u.map((value, p) => 2 * value - 3 * v[p]!),
      ),
    ).toBeLessThan(1e-13)
  })

  test.each(problem.symmetries)('follows the source under the symmetry "$name"', ({ order, source, sign }) => {
    const image = (values: Float64Array, power: number) =>
      values.map((_, p) => {
        const [row, column] = source(size, power, Math.floor(p / size), p % size)
        return sign(power) * values[row * size + column]!
      })
    const u = solve(f)
    for (let power = 1; power < order(size); power += 1) {
      expect(relativeError(solve(image(f, power)), image(u, power))).toBeLessThan(1e-13)
    }
  })

  test.each([32, 56, 128, 256])('is there on a grid of %i', (n) => {
    const { solution, iterations } = problem.solve(n, parameters, new Float64Array(n * n).fill(1))
    expect(iterations).toBe(0)
    // A negative definite operator with a positive source: u is negative inside.
    expect(solution[(n / 2) * n + n / 2]).toBeLessThan(0)
  })
})

test("Poisson's solution for f = -1 has Timoshenko's value at the centre", () => {
  const solution = solveOnNodes(128, 0, new Float64Array(128 * 128).fill(-1))
  const centre =
    (solution[63 * 128 + 63]! + solution[64 * 128 + 63]! + solution[63 * 128 + 64]! + solution[64 * 129]!) / 4
  expect(centre).toBeCloseTo(0.07367135, 4)
})

describe('near the first resonance', () => {
  const size = 32
  const mode = onNodes(size, (x, y) => Math.sin(Math.PI * x) * Math.sin(Math.PI * y))

  test('the first mode grows as 1/(k^2 - lambda)', () => {
    const lambda = 8 * (size - 1) ** 2 * Math.sin(Math.PI / (2 * (size - 1))) ** 2
    for (const k of [3, 4, largestWaveNumber(size)]) {
      const expected = mode.map((value) => value / (k * k - lambda))
      expect(relativeError(solveOnNodes(size, k, mode), expected)).toBeLessThan(1e-11)
    }
  })

  test.each([4.43, Math.SQRT2 * Math.PI, 4.5, 6, Infinity, NaN])('k = %d is refused with the admissible range', (k) => {
    const { detail } = refusal(() => solveOnNodes(size, k, mode))
    expect(detail).toMatchObject({ code: 'resonance', where: 'k', expected: 'k from 0 to 4.419 on 32 nodes a side' })
  })

  test('every k of the slider is admitted on every grid', () => {
    const slider = helmholtz.parameters.find(({ key }) => key === 'waveNumber')!
    for (let n = 16; n <= 256; n += 8) expect(slider.maximum).toBeLessThan(largestWaveNumber(n))
  })
})

describe.each(equations)('$name: bad input', ({ problem, parameters }) => {
  const zeros = () => new Float64Array(16 * 16)

  test.each([NaN, Infinity, -Infinity])('a source of %d is refused and its node named', (value) => {
    const f = zeros()
    f[18] = value
    const { detail } = refusal(() => problem.solve(16, parameters, f))
    expect(detail).toMatchObject({ code: 'source-not-finite', where: 'f, node [1, 2]', received: String(value) })
  })

  test('a source of another shape is refused', () => {
    const { detail } = refusal(() => problem.solve(32, parameters, zeros()))
    expect(detail).toMatchObject({ code: 'shape-mismatch', expected: '32 x 32 values', received: '256 values' })
  })

  test.each([0, 8, 20, 63, 64.5, 264])('a grid of %d is refused with the admissible sizes', (size) => {
    for (const attempt of [
      () => problem.grid(size),
      () => problem.solve(size, parameters, zeros()),
      () => problem.sample(size, parameters, new RandomStream(1, 'size')),
    ]) {
      expect(refusal(attempt).detail).toMatchObject({
        code: 'grid-not-supported',
        expected: 'a multiple of 8 from 16 to 256',
      })
    }
  })
})
