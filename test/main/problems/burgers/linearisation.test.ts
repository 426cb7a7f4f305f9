import { describe, expect, test } from 'vitest'
import { relativeError } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { generateInitialState } from '../../../../src-main/problems/burgers/generator'
import { linearisedBurgers } from '../../../../src-main/problems/burgers/linearisation'
import { solveBurgers } from '../../../../src-main/problems/burgers/solver'
import { refusal } from '../../refusal'
import { coleHopf } from './cole-hopf'

const size = 64
const firstFrame = (u: Float64Array): Float64Array => u.slice(0, size)

describe.each([0.003, 0.01, 0.05])('the linearised solution at nu = %d', (nu) => {
  test('about rest diffuses a wave as exp(-nu (2 pi k)^2 t)', () => {
    const { tangent } = linearisedBurgers(size, nu, new Float64Array(size))
    const wave = (t: number, x: number) => Math.exp(-nu * (6 * Math.PI) ** 2 * t) * Math.cos(6 * Math.PI * x + 1)
    const exact = Float64Array.from({ length: size * size }, (_, p) =>
      wave(Math.floor(p / size) / (size - 1), (p % size) / size),
    )
    expect(relativeError(tangent(firstFrame(exact)), exact)).toBeLessThan(1e-12)
  })

  test.each([
    ['steepness', (h: number) => coleHopf(size, nu, 1.2 + h, 0.1)],
    ['speed', (h: number) => coleHopf(size, nu, 1.2, 0.1 + h)],
  ])('has the tangent of the closed solution of Cole and Hopf with respect to its %s', (_, exact) => {
    const h = 1e-4
    const below = exact(-h)
    const change = exact(h).map((value, p) => (value - below[p]!) / (2 * h))
    const { solution, tangent } = linearisedBurgers(size, nu, firstFrame(exact(0)))
    expect(relativeError(solution, exact(0))).toBeLessThan(1e-4)
    expect(relativeError(tangent(firstFrame(change)), change)).toBeLessThan(2e-4)
  })

  test('stays within 1e-4 of the reference solution', () => {
    for (let seed = 0; seed < 6; seed += 1) {
      const initial = generateInitialState(size, new RandomStream(seed, 'linearised Burgers'))
      const reference = solveBurgers(size, nu, initial).solution
      expect(relativeError(linearisedBurgers(size, nu, initial).solution, reference)).toBeLessThan(1e-4)
    }
  })
})

test.each([0.01, 0.05])(
  'the mean is kept, so that the gradient of the last one is the same everywhere, at nu = %d',
  (nu) => {
    const initial = generateInitialState(size, new RandomStream(1, 'linearised Burgers'))
    const ofLastMean = new Float64Array(size * size).fill(1 / size, size * (size - 1))
    const gradient = linearisedBurgers(size, nu, initial).gradient(ofLastMean)
    gradient.forEach((value) => expect(value).toBeCloseTo(1 / size, 13))
  },
)

test('every tangent and gradient is of the same trajectory, whatever came before', () => {
  const initial = generateInitialState(size, new RandomStream(2, 'linearised Burgers'))
  const { solution, tangent, gradient } = linearisedBurgers(size, 0.01, initial)
  const [change, back] = [tangent(initial), gradient(solution)]
  expect(tangent(initial)).toEqual(change)
  expect(gradient(solution)).toEqual(back)
})

test('an initial state whose shocks are too thin is refused as by the solver', () => {
  const fast = Float64Array.from({ length: size }, (_, i) => 1000 * Math.sin((2 * Math.PI * i) / size))
  expect(refusal(() => linearisedBurgers(size, 0.003, fast)).detail).toMatchObject({ code: 'shock-not-resolved' })
})
