import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { largestMagnitude, relativeError } from '../../../../src-main/field/norms'
import { fourierDerivative } from '../../../../src-main/numerics/fourier-derivative'
import { RandomStream } from '../../../../src-main/numerics/random'
import { mean } from '../../../../src-main/numerics/statistics'
import { burgers } from '../../../../src-main/problems/burgers/burgers'
import { evolve, timeStepping } from '../../../../src-main/problems/burgers/evolution'
import { generateInitialState } from '../../../../src-main/problems/burgers/generator'
import { accurateStepsPerFrame, solveBurgers } from '../../../../src-main/problems/burgers/solver'
import { checkParameters, defaultParameters, drawParameters } from '../../../../src-main/problems/parameters'
import { refusal } from '../../refusal'
import { coleHopf } from './cole-hopf'

const solveWith = (initial: Float64Array, nu: number, points: number, stepsPerFrame: number): Float64Array =>
  evolve(initial, timeStepping(initial.length, nu, { points, stepsPerFrame }), { points, stepsPerFrame })

const firstFrame = (u: Float64Array): Float64Array => u.slice(0, Math.sqrt(u.length))

const frames = (u: Float64Array): Float64Array[] => {
  const size = Math.sqrt(u.length)
  return Array.from({ length: size }, (_, j) => u.subarray(j * size, (j + 1) * size))
}

describe('against the closed solution of Cole and Hopf', () => {
  test('the order in time is 4', () => {
    const exact = coleHopf(32, 0.05, 3, 0.3)
    const steps = [1, 2, 4, 8]
    const errors = steps.map((stepsPerFrame) =>
      relativeError(solveWith(firstFrame(exact), 0.05, 256, stepsPerFrame), exact),
    )
    expect(Math.log2(errors[0]! / errors.at(-1)!) / 3).toBeCloseTo(4, 1)
  })

  test.each([
    { nu: 0.003, c: 1.05, U: 0 },
    { nu: 0.003, c: 1.05, U: -0.5 },
    { nu: 0.01, c: 1.05, U: 0.2 },
    { nu: 0.05, c: 1.2, U: 0 },
  ])('the steps chosen by the solver leave an error below 2e-6 at nu = $nu, c = $c, U = $U', ({ nu, c, U }) => {
    const exact = coleHopf(128, nu, c, U)
    const { solution, iterations } = solveBurgers(128, nu, firstFrame(exact))
    expect(relativeError(solution, exact)).toBeLessThan(2e-6)
    expect(iterations % 127).toBe(0)
  })
})

describe('against solve_ivp of SciPy', () => {
  const fixture = JSON.parse(
    readFileSync(new URL('../../../fixtures/burgers/solutions.json', import.meta.url), 'utf8'),
  ) as { size: number; cases: { name: string; viscosity: number; u: number[] }[] }

  test.each(fixture.cases)('agrees to 2e-6 for $name', ({ viscosity, u }) => {
    const initial = Float64Array.from(u.slice(0, fixture.size))
    expect(relativeError(solveBurgers(fixture.size, viscosity, initial).solution, u)).toBeLessThan(2e-6)
  })

  test.each(fixture.cases)('agrees to 1e-8 for $name with a sixth of the time step', ({ viscosity, u }) => {
    const initial = Float64Array.from(u.slice(0, fixture.size))
    const stepsPerFrame = 6 * accurateStepsPerFrame(fixture.size, viscosity, largestMagnitude(initial))
    const { solution } = solveBurgers(fixture.size, viscosity, initial, { stepsPerFrame })
    expect(relativeError(solution, u)).toBeLessThan(1e-8)
  })
})

test('the error in space falls exponentially: twice the points, twice the digits', () => {
  const initial = Float64Array.from({ length: 16 }, (_, i) => 0.6 * Math.sin((2 * Math.PI * i) / 16))
  const reference = solveWith(initial, 0.01, 512, 32)
  const [coarse, fine, finest] = [32, 64, 128].map((points) =>
    relativeError(solveWith(initial, 0.01, points, 32), reference),
  )
  expect(coarse).toBeGreaterThan(1e-3)
  expect(fine).toBeLessThan(coarse! ** 1.8)
  expect(finest).toBeLessThan(fine! ** 1.8)
})

describe('random initial states', () => {
  const size = 32
  const random = new RandomStream(2, 'burgers')
  const { parameters, fields } = burgers.sample(size, drawParameters(burgers, random), random)
  const nu = parameters['viscosity']!
  const u = fields['u']!

  test('are solved to 2e-6: a grid twice as fine with a quarter of the time step says the same', () => {
    for (const nu of [0.003, 0.01, 0.05]) {
      const initial = generateInitialState(size, new RandomStream(3, 'burgers'))
      const steps = 4 * accurateStepsPerFrame(size, nu, largestMagnitude(initial))
      const { solution } = solveBurgers(size, nu, initial)
      expect(relativeError(solution, solveWith(initial, nu, 512, steps))).toBeLessThan(2e-6)
    }
  })

  test('keep their mean over x', () => {
    for (const seed of [1, 2, 3]) {
      const initial = generateInitialState(64, new RandomStream(seed, 'mean')).map((value) => value + 0.3)
      for (const frame of frames(solveBurgers(64, 0.02, initial).solution)) {
        expect(mean([...frame])).toBeCloseTo(0.3, 13)
      }
    }
  })

  test('obey the maximum principle: no frame exceeds the extremes of the one before', () => {
    for (const [seed, nu] of [0.003, 0.01, 0.05].entries()) {
      const initial = generateInitialState(128, new RandomStream(seed, 'maximum principle'))
      const fine = frames(solveBurgers(128, nu, initial).solution)
      const [highest, lowest] = [fine.map((f) => Math.max(...f)), fine.map((f) => Math.min(...f))]
      // Samples miss an extreme between them by up to u_xx h^2/8.
      for (let j = 1; j < fine.length; j += 1) {
        expect(highest[j]).toBeLessThan(highest[j - 1]! + 2e-3)
        expect(lowest[j]).toBeGreaterThan(lowest[j - 1]! - 2e-3)
      }
    }
  })

  test('lose the energy that viscosity takes: d/dt mean(u^2/2) = -nu mean(u_x^2)', () => {
    const exact = coleHopf(64, 0.02, 1.3)
    const { solution } = solveBurgers(64, 0.02, firstFrame(exact))
    const slope = frames(fourierDerivative(solution, 64, 1))
    const energies = frames(solution).map((f) => mean([...f.map((value) => value ** 2 / 2)]))
    const losses = slope.map((f) => 0.02 * mean([...f.map((value) => value ** 2)]))
    // Simpson's rule over pairs of frames.
    for (let j = 2; j < 64; j += 2) {
      const lost = (losses[j - 2]! + 4 * losses[j - 1]! + losses[j]!) / (3 * 63)
      expect(energies[j - 2]! - energies[j]!).toBeCloseTo(lost, 8)
    }
  })

  test.each(burgers.symmetries)('have the symmetry "$name": solving the image gives the image', (symmetry) => {
    for (const power of [1, 5]) {
      const image = (values: Float64Array) =>
        values.map((_, p) => {
          const [row, column] = symmetry.source(size, power, Math.floor(p / size), p % size)
          return symmetry.sign(power) * values[row * size + column]!
        })
      const { solution } = solveBurgers(size, nu, firstFrame(image(u)))
      expect(relativeError(solution, image(u))).toBeLessThan(1e-11)
    }
  })

  test('have no other sign: -u alone is not a solution', () => {
    const negative = u.map((value) => -value)
    expect(relativeError(solveBurgers(size, nu, firstFrame(negative)).solution, negative)).toBeGreaterThan(0.05)
  })
})

describe('every grid from 16 to 256', () => {
  test.each([16, 32, 64, 128, 256])('of %i is solved, its first frame the given state to the last bit', (size) => {
    const initial = generateInitialState(size, new RandomStream(5, 'grids'))
    const { solution } = burgers.solve(size, defaultParameters(burgers), initial)
    expect(solution.length).toBe(size * size)
    expect(firstFrame(solution)).toEqual(initial)
    expect(burgers.given({ u: solution })).toEqual(initial)
    expect(largestMagnitude(solution)).toBeLessThan(largestMagnitude(initial) + 1e-3)
  })

  test('has the highest wave a grid can carry taken for a cosine', () => {
    const alternating = Float64Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 1e-6 : -1e-6))
    const { solution } = solveBurgers(16, 0.003, alternating)
    const decay = Math.exp(-0.003 * (16 * Math.PI) ** 2 * (1 / 15))
    frames(solution)[1]!.forEach((value, i) => expect(value / alternating[i]!).toBeCloseTo(decay, 5))
  })
})

describe('bad input', () => {
  const wave = (size: number, amplitude: number) =>
    Float64Array.from({ length: size }, (_, i) => amplitude * Math.sin((2 * Math.PI * i) / size))

  test.each([0, 8, 24, 63, 64.5, 512])('refuses a grid of %d', (size) => {
    const { detail } = refusal(() => solveBurgers(size, 0.01, wave(16, 1)))
    expect(detail).toMatchObject({ code: 'grid-not-supported', expected: 'a power of two from 16 to 256' })
    expect(() => burgers.grid(size)).toThrow('a power of two')
    expect(() => burgers.sample(size, defaultParameters(burgers), new RandomStream(1))).toThrow('a power of two')
  })

  test('refuses an initial state of another length', () => {
    const { detail } = refusal(() => solveBurgers(32, 0.01, wave(16, 1)))
    expect(detail).toMatchObject({ code: 'shape-mismatch', expected: '32 values', received: '16 values' })
  })

  test.each([NaN, Infinity, -Infinity])('refuses an initial state with %d, and names the sample', (value) => {
    const initial = wave(16, 1)
    initial[3] = value
    const { detail } = refusal(() => solveBurgers(16, 0.01, initial))
    expect(detail).toMatchObject({ code: 'initial-state-not-finite', where: 'u(0, x), sample 3' })
  })

  test.each([
    { nu: 0.003, amplitude: 8 },
    { nu: 0, amplitude: 0.5 },
    { nu: 0, amplitude: 0 },
    { nu: -0.01, amplitude: 0.5 },
    { nu: NaN, amplitude: 0.5 },
  ])('refuses what it cannot resolve: |u| up to $amplitude at nu = $nu', ({ nu, amplitude }) => {
    expect(refusal(() => solveBurgers(16, nu, wave(16, amplitude))).detail.code).toBe('shock-not-resolved')
  })

  test('says which amplitude it can resolve, and can', () => {
    const { detail } = refusal(() => solveBurgers(16, 0.05, wave(16, 80)))
    expect(detail.expected).toBe('|u| up to 64.0 at the viscosity 0.05')
  })

  test.each([0, 1, 2, 1.5, -3])(
    'refuses %d steps between two frames of a steep flow, and says how many are stable',
    (steps) => {
      const solve = (stepsPerFrame: number) => solveBurgers(16, 0.003, wave(16, 1), { stepsPerFrame })
      const { detail } = refusal(() => solve(steps))
      expect(detail.code).toBe('time-step-unstable')
      expect(detail.expected).toBe(
        'a whole number of at least 5 steps between two frames (a time step of at most 0.0133)',
      )
      expect(() => solve(5)).not.toThrow()
      expect(refusal(() => solve(4)).detail.code).toBe('time-step-unstable')
    },
  )

  test('refuses a time step for good reason: with a longer one the solution blows up', () => {
    expect(largestMagnitude(solveWith(wave(16, 1), 0.003, 1024, 1))).toBeNaN()
  })

  test('refuses a viscosity that is not admissible', () => {
    expect(refusal(() => checkParameters(burgers, { viscosity: 1 })).detail).toMatchObject({
      code: 'parameter-out-of-range',
      expected: '0.002 to 0.15',
    })
  })
})
