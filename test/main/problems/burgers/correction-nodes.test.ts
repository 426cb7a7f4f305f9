import { describe, expect, test } from 'vitest'
import { burgers } from '../../../../src-main/problems/burgers/burgers'
import { loadCorrection, pullbackErrors } from '../correction'
import { disturbedStates, type DrawnState } from '../residual-graph'

const size = 16
const solutions = disturbedStates(burgers, size, 3, 0)
/** The same fields, every frame but the first disturbed by white noise. */
const batch: DrawnState[] = disturbedStates(burgers, size, 3, 0.3).map(({ parameters, state }, i) => ({
  parameters,
  state: state.map((value, p) => (p < size ? solutions[i]!.state[p]! : value)),
}))

const residual = ({ parameters }: DrawnState, state: Float32Array): number =>
  burgers.residual(size, parameters, burgers.denormalise(parameters, state)).norms.l2Relative
const distance = (a: Float32Array, b: Float32Array): number => Math.hypot(...a.map((value, p) => value - b[p]!))

describe("Gauss-Newton sweeps on Burgers' equation", () => {
  test.each([
    [1, 0.1],
    [3, 0.01],
  ])('%d of them leave less than %d of the residual, and the first frame as it is', async (sweeps, left) => {
    const corrected = await (await loadCorrection(burgers, size, sweeps)).run(batch)
    batch.forEach((one, i) => {
      for (let p = 0; p < size; p++) expect(corrected[i]![p]).toBeCloseTo(one.state[p]!, 5)
      expect(residual(one, corrected[i]!)).toBeLessThan(left * residual(one, one.state))
    })
  })

  test('bring a field back to the solution from its first frame', async () => {
    const corrected = await (await loadCorrection(burgers, size, 3)).run(batch)
    solutions.forEach(({ state }, i) => {
      // Up to what a grid of sixteen frames tells the two apart by.
      expect(distance(corrected[i]!, state)).toBeLessThan(0.25 * distance(batch[i]!.state, state))
    })
  })

  test('have the gradient that differences give', async () => {
    const errors = await pullbackErrors(await loadCorrection(burgers, size, 2), batch, 0.01)
    for (const error of errors) expect(error).toBeLessThan(1e-4)
  })
})
