import { describe, expect, test } from 'vitest'
import { largestMagnitude, relativeError } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { linearisedFlow } from '../../../../src-main/problems/darcy/linearisation'
import { solvePressureHead } from '../../../../src-main/problems/darcy/solver'

const size = 16
const cells = size * size
const tight = { relativeTolerance: 1e-13 }

function normal(label: string): Float64Array {
  const out = new Float64Array(cells)
  new RandomStream(5, 'linearised flow', label).fillNormal(out)
  return out
}

/** A rough medium over two decades, and the head for a source that varies from cell to cell. */
const a = normal('medium').map((z) => Math.exp(z))
const source = normal('source').map((z) => 1 + z)
const headOf = (medium: Float64Array): Float64Array => solvePressureHead(size, medium, source, tight).solution
const u = headOf(a)

/** J(u) = sum w u + sum u^2 / 2, a functional whose gradient depends on u. */
const weights = normal('functional')
const functional = (head: Float64Array): number =>
  head.reduce((sum, value, p) => sum + weights[p]! * value + (value * value) / 2, 0)
const cotangent = u.map((value, p) => weights[p]! + value)

const flow = linearisedFlow(size, a, source)
const gradient = flow.gradient(cotangent)

/** (J(u(a + h v)) - J(u(a - h v))) / 2h */
function difference(direction: Float64Array, h: number): number {
  const moved = (step: number): number => functional(headOf(a.map((value, p) => value + step * direction[p]!)))
  return (moved(h) - moved(-h)) / (2 * h)
}

test('the linearised flow is about the reference solution', () => {
  expect(relativeError(flow.solution, u)).toBeLessThan(1e-11)
})

describe('the adjoint gradient with respect to the transmissivity', () => {
  test.each(['first', 'second', 'third'])('agrees with central differences along a random direction (%s)', (label) => {
    const direction = normal(label).map((z, p) => z * a[p]!)
    const derivative = gradient.reduce((sum, g, p) => sum + g * direction[p]!, 0)
    const scale = Math.hypot(...gradient.map((g, p) => g * direction[p]!))
    expect(Math.abs(derivative - difference(direction, 1e-5))).toBeLessThan(1e-7 * scale)
  })

  test.each([
    ['the corner', 0],
    ['the opposite corner', cells - 1],
    ['an edge', 7],
    ['the interior', 5 * size + 9],
  ])('agrees with central differences in a single cell: %s', (_where, cell) => {
    const direction = new Float64Array(cells)
    direction[cell] = a[cell]!
    const h = 1e-4
    expect(gradient[cell]! * a[cell]!).toBeCloseTo(difference(direction, h), 9)
  })

  test('obeys the scaling of the equation: u(c a) = u(a)/c, so a . dJ/da = -u . dJ/du', () => {
    const euler = gradient.reduce((sum, g, p) => sum + g * a[p]!, 0)
    const expected = -cotangent.reduce((sum, g, p) => sum + g * u[p]!, 0)
    expect(euler).toBeCloseTo(expected, 10)
  })

  test('is linear in the cotangent, and zero for a functional that does not depend on the head', () => {
    const doubled = flow.gradient(cotangent.map((g) => -2 * g))
    doubled.forEach((g, p) => expect(g).toBeCloseTo(-2 * gradient[p]!, 9))
    expect(largestMagnitude(flow.gradient(new Float64Array(cells)))).toBe(0)
  })
})
