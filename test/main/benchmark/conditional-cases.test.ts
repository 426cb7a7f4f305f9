import { describe, expect, test } from 'vitest'
import { drawCase, misclassified, observe, observedCount } from '../../../src-main/benchmark/conditional-cases'
import { krigedCoefficient, krigedSolution } from '../../../src-main/benchmark/kriging-baseline'
import { Failure } from '../../../src-main/field/failure'
import { observationOperator } from '../../../src-main/field/interpolation'
import { relativeError } from '../../../src-main/field/norms'
import { problemById } from '../../../src-main/problems/library'

const darcy = problemById('darcy')
const size = 32
const known = drawCase(darcy, size, 0)

describe('a held-out case', () => {
  test('is the same whatever else is drawn, and another one for another index or seed', () => {
    expect(drawCase(darcy, size, 0)).toEqual(known)
    for (const other of [drawCase(darcy, size, 1), drawCase(darcy, size, 0, 7)]) {
      expect(other.cells).not.toEqual(known.cells)
      expect(other.fields['a']).not.toEqual(known.fields['a'])
    }
  })

  test('shows 500 of 4096 cells, none twice', () => {
    expect(observedCount(64)).toBe(500)
    expect(known.cells).toHaveLength(125)
    expect(new Set(known.cells).size).toBe(125)
    expect(Math.max(...known.cells)).toBeLessThan(size * size)
  })

  test('is a solution of its equation at the default parameters', () => {
    expect(darcy.residual(size, known.parameters, known.fields).norms.l2Relative).toBeLessThan(1e-8)
    expect(new Set(known.fields['a'])).toEqual(new Set([3, 12]))
  })

  test('is observed without noise at cell centres, both fields at the same cells', () => {
    const observations = observe(known, ['a', 'u'])
    expect(observations.value).toHaveLength(250)
    expect(observations.x.subarray(0, 125)).toEqual(observations.x.subarray(125))
    expect(observations.sigma[0]).toBe(0.05)
    expect(observations.sigma[125]).toBe(1e-5)
    for (const [index, key] of ['a', 'u'].entries()) {
      const range = [index * 125, (index + 1) * 125] as const
      expect(new Set(observations.field.subarray(...range))).toEqual(new Set([index]))
      const [x, y] = [observations.x.subarray(...range), observations.y.subarray(...range)]
      const interpolated = new Float64Array(125)
      observationOperator(known.grid, { x, y }, 'extend').apply(known.fields[key]!, interpolated)
      expect(relativeError(interpolated, observations.value.subarray(...range))).toBeLessThan(1e-12)
    }
  })

  test('counts the cells on the wrong side of the middle between the two values', () => {
    const truth = known.fields['a']!
    expect(misclassified(truth, known)).toBe(0)
    expect(
      misclassified(
        truth.map((value) => (value > 7.5 ? 7.4 : 7.6)),
        known,
      ),
    ).toBe(1)
    const one = truth.slice()
    one[17] = 15 - one[17]!
    expect(misclassified(one, known)).toBe(1 / (size * size))
  })

  test('is refused for a problem that the suite does not cover', () => {
    expect(() => drawCase({ ...darcy, id: 'stokes' }, size, 0)).toThrow(Failure)
  })
})

describe('the kriging baseline', () => {
  test('keeps what was measured of the coefficient and takes one of its two values elsewhere', () => {
    const coefficient = krigedCoefficient(known)
    expect(new Set(coefficient)).toEqual(new Set([3, 12]))
    for (const cell of known.cells) expect(coefficient[cell]).toBe(known.fields['a']![cell])
    expect(misclassified(coefficient, known)).toBeLessThan(0.12)
    const { solution } = darcy.solve(size, known.parameters, coefficient)
    expect(relativeError(solution, known.fields['u']!)).toBeLessThan(0.06)
  })

  test('finds the solution from its own values far better than its mean would', () => {
    expect(relativeError(krigedSolution(known), known.fields['u']!)).toBeLessThan(0.03)
  })
})
