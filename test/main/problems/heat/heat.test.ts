import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { coordinates } from '../../../../src-main/field/grid'
import { largestMagnitude, relativeError, rootMeanSquare } from '../../../../src-main/field/norms'
import { GraphBuilder } from '../../../../src-main/graph/builder'
import { serialise } from '../../../../src-main/graph/serialise'
import { RandomStream } from '../../../../src-main/numerics/random'
import { generateDataset } from '../../../../src-main/problems/dataset'
import { heat } from '../../../../src-main/problems/heat/heat'
import { finalScale } from '../../../../src-main/problems/heat/normalisation'
import { defaultParameters, drawParameters, parameterValue } from '../../../../src-main/problems/parameters'
import { residualSensitivity } from '../../../../src-main/problems/sensitivity'
import { applySymmetry } from '../../../../src-main/problems/symmetries'
import { float32, Session } from '../../../../src-main/runtime/session'
import { refusal } from '../../refusal'

const defaults = defaultParameters(heat)

function drawn(seed: number, size = 32) {
  const random = new RandomStream(seed, 'heat')
  return heat.sample(size, drawParameters(heat, random), random)
}

describe('the reference solver', () => {
  test.each([16, 64, 128])('lets a cosine decay as exp(-kappa pi^2 |k|^2), on %d cells a side', (size) => {
    const centres = coordinates(heat.grid(size), 'x')
    const initial = Float64Array.from(
      { length: size * size },
      (_, p) => Math.cos(3 * Math.PI * centres[p % size]!) * Math.cos(2 * Math.PI * centres[Math.floor(p / size)]!),
    )
    const { solution } = heat.solve(size, defaults, initial)
    const share = Math.exp(-parameterValue(defaults, 'diffusivity') * Math.PI ** 2 * 13)
    expect(
      relativeError(
        solution,
        initial.map((value) => share * value),
      ),
    ).toBeLessThan(1e-13)
  })

  test('agrees with quadrature of the heat kernel by SciPy to 1e-9', () => {
    const url = new URL('../../../fixtures/heat/heat.json', import.meta.url)
    const fixture = JSON.parse(readFileSync(url, 'utf8')) as Record<
      'initialX' | 'initialY' | 'finalX' | 'finalY',
      number[]
    > &
      Record<'size' | 'diffusivity', number>
    const { size, diffusivity } = fixture
    const product = (x: number[], y: number[]) =>
      Float64Array.from({ length: size * size }, (_, p) => x[p % size]! * y[Math.floor(p / size)]!)
    const { solution } = heat.solve(size, { ...defaults, diffusivity }, product(fixture.initialX, fixture.initialY))
    expect(relativeError(solution, product(fixture.finalX, fixture.finalY))).toBeLessThan(1e-9)
  })

  test('keeps the heat and never leaves the range of the temperatures it starts from', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { u0, uT } = drawn(seed).fields as Record<'u0' | 'uT', Float64Array>
      expect(Math.abs(uT.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9)
      expect(Math.max(...uT)).toBeLessThan(Math.max(...u0))
      expect(Math.min(...uT)).toBeGreaterThan(Math.min(...u0))
    }
  })

  test.each(heat.symmetries)('commutes with its symmetry, $name', (symmetry) => {
    const size = 16
    const initial = drawn(4, size).fields['u0']!.map(Math.fround)
    const image = (field: Float64Array): Float64Array => {
      const out = new Float32Array(field.length)
      applySymmetry(symmetry, 1, size, 1, Float32Array.from(field), 0, out, 0)
      return Float64Array.from(out)
    }
    const imageThenSolve = heat.solve(size, defaults, image(initial)).solution
    expect(relativeError(imageThenSolve, image(heat.solve(size, defaults, initial).solution))).toBeLessThan(1e-6)
  })

  test('refuses temperatures that do not fit or are not finite', () => {
    const bad = new Float64Array(256)
    bad[17] = NaN
    expect(refusal(() => heat.solve(16, defaults, bad)).detail).toMatchObject({
      code: 'initial-state-not-finite',
      received: 'NaN in cell [1, 1]',
    })
    expect(refusal(() => heat.solve(16, defaults, new Float64Array(9))).detail).toMatchObject({
      code: 'shape-mismatch',
    })
    expect(refusal(() => heat.grid(20)).detail).toMatchObject({ code: 'grid-not-supported' })
  })
})

describe('the residual', () => {
  test('has its floor at rounding, and every norm rises far above it', () => {
    for (const { floor, rise, norm } of residualSensitivity(heat, { size: 32, samples: 4, seed: 1 }).norms) {
      expect({ norm, low: floor < 1e-13 }).toEqual({ norm, low: true })
      if (rise !== null) expect(rise).toBeGreaterThan(1e8)
    }
  })

  test('of fields without change is the decay itself', () => {
    const { u0, uT } = drawn(3).fields as Record<'u0' | 'uT', Float64Array>
    const { parameters } = drawn(3)
    const { map, norms } = heat.residual(32, parameters, { u0, uT: u0 })
    expect(
      relativeError(
        map,
        u0.map((value, p) => value - uT[p]!),
      ),
    ).toBeLessThan(1e-12)
    expect(norms.l2Relative).toBeCloseTo(rootMeanSquare(map) / rootMeanSquare(u0), 12)
  })

  describe('as an ONNX subgraph', () => {
    const size = 32
    let session: Session
    beforeAll(async () => {
      const graph = new GraphBuilder('residual')
      const state = graph.input('state', 'float32', ['N', 2, size, size])
      graph.output('residual', heat.residualNodes(state, graph.input('condition', 'float32', ['N', 2])))
      session = await Session.load(serialise(graph.finish()), { threads: 1 })
    })

    test.each([0, 0.1])('agrees with the array form to rounding, at noise %d', async (noise) => {
      const { parameters, fields } = drawn(5)
      const random = new RandomStream(6, 'noise')
      const state = heat.normalise(parameters, fields).map((value) => value + noise * random.normal())
      const { residual } = await session.run({
        state: float32(state, [1, 2, size, size]),
        condition: float32(Float32Array.from(heat.condition(parameters)), [1, 2]),
      })
      const physical = heat.denormalise(parameters, state)
      const unit = physical['u0']![0]! / state[0]!
      const expected = heat.residual(size, parameters, physical).map
      const difference = residual!.map((value, p) => value - expected[p]! / unit)
      expect(largestMagnitude(difference)).toBeLessThan(1e-5)
      if (noise > 0) expect(rootMeanSquare(residual!)).toBeGreaterThan(0.05)
    })
  })
})

describe('the normalised state', () => {
  test('is undone to single precision', () => {
    const { parameters, fields } = drawn(7)
    const back = heat.denormalise(parameters, heat.normalise(parameters, fields))
    for (const key of ['u0', 'uT']) expect(relativeError(back[key]!, fields[key]!)).toBeLessThan(1e-6)
  })

  test('has unit standard deviation in both temperatures over the training distribution', async () => {
    const { states, conditions } = await generateDataset(heat, { size: 32, count: 2000, seed: 1 })
    const deviationOf = (channel: number): number => {
      let squares = 0
      for (let start = channel * 1024; start < states.length; start += 2048) {
        for (let p = start; p < start + 1024; p += 1) squares += states[p]! ** 2
      }
      return Math.sqrt((2 * squares) / states.length)
    }
    expect(Math.abs(deviationOf(0) - 1)).toBeLessThan(0.03)
    expect(Math.abs(deviationOf(1) - 1), `${deviationOf(1) * finalScale}`).toBeLessThan(0.03)
    expect(largestMagnitude(conditions)).toBeLessThanOrEqual(1)
  })
})

test('heat flows down the slope of a cosine and not through the walls, to the second order', () => {
  const errors = [16, 32, 64].map((size) => {
    const centres = coordinates(heat.grid(size), 'x')
    const field = (value: (x: number, y: number) => number) =>
      Float64Array.from({ length: size * size }, (_, p) => value(centres[p % size]!, centres[Math.floor(p / size)]!))
    const state = field((x, y) => Math.cos(Math.PI * x) * Math.cos(2 * Math.PI * y))
    const [start, end] = heat.flows!(size, defaults, { u0: state, uT: state.map((value) => 2 * value) })
    expect([start!.of, end!.of]).toEqual(['u0', 'uT'])
    expect(end!.x[5]).toBeCloseTo(2 * start!.x[5]!, 12)
    const kappa = parameterValue(defaults, 'diffusivity')
    const exact = field((x, y) => kappa * Math.PI * Math.sin(Math.PI * x) * Math.cos(2 * Math.PI * y))
    return relativeError(start!.x, exact)
  })
  for (const i of [1, 2]) expect(Math.log2(errors[i - 1]! / errors[i]!)).toBeGreaterThan(1.8)
})
