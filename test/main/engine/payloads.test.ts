import { expect, test } from 'vitest'
import { observedPointSchema, vectorFieldSchema } from '../../../src-main/contract/calls'
import { pointPayloads, vectorPayloads } from '../../../src-main/engine/payloads'
import type { Observations } from '../../../src-main/field/observations'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { problems } from '../../../src-main/problems/library'

const observations: Observations = {
  fields: ['f', 'u'],
  field: Uint8Array.of(1, 0, 1),
  x: Float64Array.of(0.1, 0.2, 0.3),
  y: Float64Array.of(0.4, 0.5, 0.6),
  averages: {
    shape: Uint8Array.of(0, 1, 2),
    x2: Float64Array.of(NaN, 0.9, 0.8),
    y2: Float64Array.of(NaN, 0.5, 0.7),
  },
  value: Float64Array.of(3, 2, 4),
  sigma: Float64Array.of(NaN, 0.5, 0),
  line: Uint32Array.of(2, 3, 5),
}

test('points cross to the interface with what they average over and the noise that would be assumed', () => {
  const points = pointPayloads(observations)
  points.forEach((point) => expect(observedPointSchema.parse(point)).toEqual(point))
  expect(points[0]).toEqual({
    index: 0,
    field: 'u',
    x: 0.1,
    y: 0.4,
    value: 3,
    sigma: expect.closeTo(0.0353553, 6),
    line: 2,
  })
  expect(points[1]).toMatchObject({ field: 'f', average: { shape: 'line', x: 0.9, y: 0.5 }, sigma: 0.5 })
  expect(points[2]).toMatchObject({ average: { shape: 'box', x: 0.8, y: 0.7 }, sigma: 0 })
})

test('after a solve they have its noise and misfit', () => {
  const solved = { sigma: Float64Array.of(0.1, 0.5, 0), misfit: Float64Array.of(1, -2, 0) }
  expect(pointPayloads(observations, solved).map(({ sigma, misfit }) => [sigma, misfit])).toEqual([
    [0.1, 1],
    [0.5, -2],
    [0, 0],
  ])
})

test('of very many points a spread-out share crosses', () => {
  const count = 100_000
  const column = Float64Array.from({ length: count }, (_, i) => i / count)
  const many = {
    fields: ['u'],
    field: new Uint8Array(count),
    ...{ x: column, y: column, value: column, sigma: column },
    line: Uint32Array.from({ length: count }, (_, i) => i),
  }
  const lines = pointPayloads(many).map(({ line }) => line)
  expect(lines).toHaveLength(2000)
  const gaps = lines.slice(1).map((line, i) => line - lines[i]!)
  expect(Math.max(...gaps)).toBeLessThan(3 * (count / 2000))
})

test('velocities and fluxes cross with the grid of their field, where a problem has them', () => {
  const flows = Object.fromEntries(
    Object.values(problems).map((problem) => {
      const parameters = defaultParameters(problem)
      const fields = Object.fromEntries(
        problem.fields.map(({ key }) => [key, new Float64Array(256).map((_, p) => 1 + p)]),
      )
      const vectors = vectorPayloads(problem, 16, parameters, fields)
      for (const vector of vectors) {
        expect(vectorFieldSchema.parse(vector)).toEqual(vector)
        expect(vector.grid).toEqual(problem.grid(16))
      }
      return [problem.id, vectors.map(({ of, name }) => `${name} of ${of}`)]
    }),
  )
  expect(flows).toEqual({
    darcy: ['Flux of u'],
    'darcy-lognormal': ['Flux of u'],
    poisson: [],
    helmholtz: [],
    burgers: [],
    'navier-stokes': ['Velocity of w0', 'Velocity of wT'],
    heat: ['Heat flux of u0', 'Heat flux of uT'],
  })
})
