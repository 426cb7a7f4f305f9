import { describe, expect, test } from 'vitest'
import { darcy } from '../../../../src-main/problems/darcy/darcy'
import { RandomStream } from '../../../../src-main/numerics/random'
import { drawParameters } from '../../../../src-main/problems/parameters'
import type { DrawnState } from '../residual-graph'
import { loadCorrection, pullbackErrors } from '../correction'

const size = 24
const cells = size * size
/** Ratios high/low of the phases, from the smallest of the sliders on. */
const contrasts = [2, 4, 10, 25]

/** A solution on a random medium of two phases, its head disturbed by white noise, and by a smooth bump. */
const cases = contrasts.map((contrast, i) => {
  const random = new RandomStream(8, 'correction', i)
  const permeabilityLow = 2
  const parameters = { ...drawParameters(darcy, random), permeabilityLow, permeabilityHigh: contrast * permeabilityLow }
  const { fields } = darcy.sample(size, parameters, random)
  const solution = darcy.normalise(parameters, fields)
  const state = solution.map((value, p) => {
    if (p < cells) return value
    const bump = Math.sin((Math.PI * (p % size)) / size) * Math.sin((Math.PI * Math.floor((p - cells) / size)) / size)
    return value + random.normal() + bump
  })
  return { parameters, solution, state }
})

/** sqrt(e^T A e) of the head's error e, normalised: A e is the difference of two residuals. */
function energyError({ parameters, solution }: (typeof cases)[number], state: Float32Array): number {
  const residual = (of: Float32Array): Float64Array =>
    darcy.residual(size, parameters, darcy.denormalise(parameters, of)).map
  const [here, there] = [residual(state), residual(solution)]
  return Math.sqrt(here.reduce((sum, r, p) => sum + (r - there[p]!) * (state[cells + p]! - solution[cells + p]!), 0))
}

const chebyshev = (m: number, x: number): number => Math.cosh(m * Math.acosh(x))

describe('Chebyshev sweeps on the head of Darcy flow', () => {
  test.each([1, 2, 3, 5, 8])('%d of them shrink the energy error by T_m(centre / radius) at least', async (sweeps) => {
    const corrected = await (await loadCorrection(darcy, size, sweeps)).run(cases)
    cases.forEach((one, i) => {
      const contrast = contrasts[i]!
      // The spectrum of P A lies between the phases' transmissivities over their geometric mean.
      const bound = 1 / chebyshev(sweeps, (contrast + 1) / (contrast - 1))
      const ratio = energyError(one, corrected[i]!) / energyError(one, one.state)
      expect(ratio).toBeLessThan(bound * (1 + 1e-4) + 1e-5)
      // And no more than Chebyshev's polynomial can on average: it is that polynomial that is applied.
      expect(ratio).toBeGreaterThan(0.05 * bound)
    })
  })

  test('end at the solution, to single precision', async () => {
    // At contrasts of 2 and 4 twelve sweeps leave 1e-9 and 4e-6 of the error.
    const mild = cases.slice(0, 2)
    const corrected = await (await loadCorrection(darcy, size, 12)).run(mild)
    mild.forEach(({ solution }, i) => {
      const [head, expected] = [corrected[i]!.subarray(cells), solution.subarray(cells)]
      const error = Math.hypot(...head.map((value, p) => value - expected[p]!)) / Math.hypot(...expected)
      expect(error).toBeLessThan(2e-5)
    })
  })

  test('leave a coefficient between the phases as it is, and bring one outside back to them', async () => {
    const [one] = cases
    const random = new RandomStream(8, 'outside')
    const state = one!.state.map((value, p) => (p < cells ? 1.5 * random.normal() : value))
    const [corrected] = await (await loadCorrection(darcy, size, 2)).run([{ ...one!, state }])
    for (let p = 0; p < cells; p++) expect(corrected![p]).toBe(Math.min(1, Math.max(-1, state[p]!)))
  })

  test('lower the residual of a coefficient between the phases, though its head belongs to no sample', async () => {
    const random = new RandomStream(8, 'between')
    const [one] = cases.slice(2)
    const state = one!.state.map((_, p) => (p < cells ? 2 * random.uniform() - 1 : random.normal()))
    const [corrected] = await (await loadCorrection(darcy, size, 8)).run([{ ...one!, state }])
    const relative = (of: Float32Array): number =>
      darcy.residual(size, one!.parameters, darcy.denormalise(one!.parameters, of)).norms.l2Relative
    expect(relative(corrected!)).toBeLessThan(0.05 * relative(state))
  })

  test('have the gradient that differences give, through head and coefficient', async () => {
    const random = new RandomStream(8, 'gradient')
    // Away from the phases themselves, where the coefficient is held.
    const batch: DrawnState[] = cases.map(({ parameters, state }) => ({
      parameters,
      state: state.map((value, p) => (p < cells ? 1.6 * random.uniform() - 0.8 : value)),
    }))
    for (const error of await pullbackErrors(await loadCorrection(darcy, size, 4), batch, 0.02)) {
      expect(error).toBeLessThan(2e-4)
    }
  })

  test('send no gradient into a coefficient outside the phases', async () => {
    const [one] = cases
    const state = one!.state.map((value, p) => (p < cells ? (p % 2 === 0 ? 1.4 : 0.4) : value))
    const cotangent = Float32Array.from(state, (_, p) => Math.cos(p))
    const [gradient] = await (await loadCorrection(darcy, size, 3)).pullback([{ ...one!, state }], [cotangent])
    for (let p = 0; p < cells; p++) {
      if (p % 2 === 0) expect(gradient![p]).toBeCloseTo(0, 12)
      else expect(gradient![p]).not.toBe(0)
    }
  })
})
