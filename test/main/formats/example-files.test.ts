import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rootMeanSquare } from '../../../src-main/field/norms'
import { countByField, type Observations } from '../../../src-main/field/observations'
import { readObservations } from '../../../src-main/formats/observations/read'
import { problemById } from '../../../src-main/problems/library'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { drawSamples } from '../../../src-main/problems/samples'
import { predictionsOf } from '../../../src-main/tasks/measurement'

function exampleOf(problem: string): Observations {
  const name = `${problem}-sensors.csv`
  return readObservations(readFileSync(resolve('assets/examples', name)), name, problemById(problem)).table
}

describe.each([
  { id: 'darcy', seed: 20, counts: { a: 90, u: 160 } },
  { id: 'poisson', seed: 20, counts: { f: 9, u: 102 } },
  { id: 'helmholtz', seed: 21, counts: { u: 120 } },
  { id: 'burgers', seed: 20, counts: { u: 320 } },
  { id: 'navier-stokes', seed: 20, counts: { w0: 48, wT: 150 } },
])('the example of $id', ({ id, seed, counts }) => {
  const observations = exampleOf(id)

  test('has the sensors that its first lines name, all with their noise', () => {
    expect(countByField(observations)).toEqual(counts)
    expect(observations.sigma.some(Number.isNaN)).toBe(false)
  })

  test('is what the reference solution says at these places, to the stated noise', () => {
    const problem = problemById(id)
    const fixed = defaultParameters(problem)
    const { physical } = drawSamples(problem, { size: 64, seed, first: 0, count: 1, fixed, physical: true })
    const predicted = predictionsOf(problem, problem.grid(64), fixed, physical, observations)
    const misfit = predicted.map((value, p) => value - observations.value[p]!)
    const noisy = misfit.map((value, p) => value / observations.sigma[p]!).filter(Number.isFinite)
    expect(rootMeanSquare(noisy)).toBeGreaterThan(0.85)
    expect(rootMeanSquare(noisy)).toBeLessThan(1.15)
    misfit.forEach((value, p) => {
      if (observations.sigma[p] === 0) expect(Math.abs(value)).toBeLessThan(1e-9)
    })
  })
})

test('the file that the README shows can be read', () => {
  const block = /^ {4}field,x,y,value,sigma,shape,x2,y2\n(?: {4}.*\n)+/m.exec(readFileSync('README.md', 'utf8'))![0]
  const { line, sigma, averages } = readObservations(
    new TextEncoder().encode(block),
    'README.md',
    problemById('poisson'),
  ).table
  expect(line).toHaveLength(4)
  expect([...averages!.shape]).toEqual([0, 1, 2, 0])
  expect([...sigma]).toEqual([1e-4, NaN, 0.01, 0])
})

test('one example has lines, boxes and an exact value', () => {
  const { averages, sigma } = exampleOf('poisson')
  const count = (shape: number) => averages!.shape.filter((entry) => entry === shape).length
  expect([count(0), count(1), count(2)]).toEqual([96, 6, 9])
  expect(sigma.filter((entry) => entry === 0)).toHaveLength(1)
})

test('one example has five probes in space and time', () => {
  const { x, y } = exampleOf('burgers')
  expect(new Set(x).size).toBe(5)
  expect(new Set(y).size).toBe(64)
})
