import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StudentConfiguration } from '../../../src-main/distillation/configuration'
import { generatorSamples } from '../../../src-main/distillation/generator-samples'
import { measureSamples, type SampleQuality } from '../../../src-main/distillation/measure'
import {
  cardSamples,
  heldOutData,
  packageStudent,
  packageTeacher,
  teacherSeed,
} from '../../../src-main/distillation/packaging'
import { unrollLevels } from '../../../src-main/distillation/phys-instruct/unroll'
import { readCheckpoint, TrainingRun } from '../../../src-main/distillation/run-directory'
import { serialise } from '../../../src-main/graph/serialise'
import { unpackNetwork } from '../../../src-main/library/network'
import { openPackage, writePackage, type ModelPackage } from '../../../src-main/library/package'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { float32, Session } from '../../../src-main/runtime/session'
import { generate } from '../../../src-main/tasks/generate'
import { loadStudent, type Student } from '../../../src-main/tasks/student'
import { noise } from '../networks/gaussian-model'
import { rejection } from '../refusal'
import { newDirectory, runStudent, runTeacher, studentConfiguration, teacherConfiguration } from './tiny-run'

const idle = { signal: new AbortController().signal, progress: () => {} }
const size = teacherConfiguration.gridSize
const width = 2 * size * size
const changes: Partial<StudentConfiguration> = {
  maximumSteps: 3,
  gate: 0.05,
  sweeps: 2,
  steps: 2,
  physics: { ...studentConfiguration.physics, combination: 'conflict-free' },
}
const configuration = { ...studentConfiguration, ...changes }
const levels = unrollLevels(configuration.levels, 3)

let directory: string
let teacher: ModelPackage
let model: ModelPackage
beforeAll(async () => {
  const folder = await newDirectory()
  await runTeacher(folder)
  const trained = await TrainingRun.open(folder, teacherConfiguration, true, idle)
  await writePackage(join(folder, 'package'), await packageTeacher(teacherConfiguration, trained))
  teacher = await openPackage(join(folder, 'package'))

  directory = await newDirectory()
  const network = unpackNetwork(teacher, 'denoiser')
  await runStudent(directory, network, { configuration: changes })
  const run = await TrainingRun.open(directory, configuration, true, idle)
  const draft = await packageStudent(configuration, teacher, network.configuration, run)
  await writePackage(join(directory, 'package'), draft)
  model = await openPackage(join(directory, 'package'))
})

/** The generator of `steps` steps, built from what the package holds. */
function built(steps: number): Promise<Session> {
  const { configuration: network, parameters } = unpackNetwork(model, 'generator')
  return Session.load(serialise(generatorGraph(network, levels[steps - 1]!, { stored: parameters })), { threads: 1 })
}

describe('the package of a distilled student', () => {
  test('names the very teacher it came from, and what else it was made of', async () => {
    const { manifest } = model
    expect(manifest).toMatchObject({ id: 'tiny-student', kind: 'student', problem: 'darcy', gridSize: size })
    expect(manifest.provenance).toMatchObject({
      seed: configuration.seed,
      steps: 2,
      teacher: { id: 'tiny-teacher', sha256: teacher.sha256 },
      architecture: { network: teacherConfiguration.network, gate: 0.05, sweeps: 2 },
    })
    expect(JSON.parse(new TextDecoder().decode(model.file('configuration').bytes))).toEqual(configuration)
    const { states } = await readCheckpoint(directory, ['generator'])
    expect(unpackNetwork(model, 'generator').parameters).toEqual(states['generator']!.average)
  })

  test('serves every number of steps, each with its own noise levels', () => {
    expect(model.manifest).toMatchObject({ steps: [1, 2, 3], sigma: { start: configuration.levels.start, levels } })
  })

  test('is measured at every number of steps, on data that nobody was trained on', async () => {
    const { card } = model.manifest
    const bySteps = card['bySteps'] as { steps: number; quality: SampleQuality; latencyMs: number }[]
    expect(bySteps.map(({ steps }) => steps)).toEqual([1, 2, 3])
    expect(card['quality']).toEqual(bySteps[0]!.quality)
    expect(card.modelDiscrepancy).toEqual(bySteps[0]!.quality.discrepancy)
    const [data, other] = await heldOutData(darcy, size, teacherSeed(teacher), cardSamples, idle)
    const samples = await generatorSamples(await built(3), data, 3, configuration.seed)
    const again = measureSamples(darcy, samples, data, other)
    expect(again.pdeError.mean / bySteps[2]!.quality.pdeError.mean).toBeCloseTo(1, 3)
    expect(again.channels['u']!.varianceRatio).toBeCloseTo(bySteps[2]!.quality.channels['u']!.varianceRatio, 4)
  })
})

describe('a loaded student', () => {
  let student: Student
  const condition = Float32Array.of(0.3, -0.2)
  beforeAll(async () => {
    student = await loadStudent(model, { threads: 1 })
  })

  test.each([1, 2, 3])("samples in %d steps as that generator does, each sample's latents side by side", async (k) => {
    const count = 2
    const latents = noise(count * k * width, `latents ${k}`)
    const states = await (await student.unrolled(k)).states(latents, condition)
    const rows = (from: number, to: number): Float32Array =>
      Float32Array.from([0, 1].flatMap((i) => [...latents.subarray(i * k * width + from, i * k * width + to)]))
    const { state } = await (
      await built(k)
    ).run({
      latent: float32(rows(0, width), [count, 2, size, size]),
      ...(k > 1 && { renoise: float32(rows(width, k * width), [count, (k - 1) * 2, size, size]) }),
      condition: float32(Float32Array.of(...condition, ...condition), [count, 2]),
    })
    states.forEach((value, p) => expect(value).toBeCloseTo(state![p]!, 4))
  })

  test('builds each map once', async () => {
    expect(student.unrolled(2)).toBe(student.unrolled(2))
    expect(await student.unrolled(1)).toBe(student.generator)
  })

  test.each([1, 2, 3])('has the gradient in %d steps that central differences give', async (k) => {
    const map = await student.unrolled(k)
    const [latents, direction, cotangents] = [
      noise(k * width, 'at'),
      noise(k * width, 'direction'),
      noise(width, 'cotangent'),
    ]
    const h = 3e-3
    const at = (t: number): Promise<Float32Array> =>
      map.states(
        latents.map((z, i) => z + t * direction[i]!),
        condition,
      )
    const [above, below] = [await at(h), await at(-h)]
    const numerical = cotangents.reduce((sum, w, i) => sum + (w * (above[i]! - below[i]!)) / (2 * h), 0)
    const gradient = await map.pullback(latents, condition, cotangents)
    const analytic = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0)
    expect(gradient).toHaveLength(k * width)
    expect(Math.abs(analytic - numerical)).toBeLessThan(5e-2 * Math.abs(numerical) + 2e-2)
  })

  test.each([1, 2, 3])('has a linear part in %d steps, to which silence reduces it', async (k) => {
    const map = await student.linearPart(k)
    const [a, b] = [noise(k * width, 'a'), noise(k * width, 'b')]
    const both = await map.states(
      a.map((z, i) => z + b[i]!),
      condition,
    )
    const [ofA, ofB, zero] = await Promise.all(
      [a, b, new Float32Array(k * width)].map((latents) => map.states(latents, condition)),
    )
    both.forEach((value, p) => expect(value).toBeCloseTo(ofA![p]! + ofB![p]! - zero![p]!, 3))
  })

  test('refuses numbers of steps that it does not serve', async () => {
    for (const steps of [0, 4, 1.5]) {
      const { detail } = await rejection(generate(student, defaultParameters(darcy), 1, steps))
      expect(detail).toMatchObject({
        code: 'steps-not-served',
        kind: 'usage',
        where: 'steps',
        expected: '1, 2, 3',
        received: String(steps),
      })
    }
  })

  test('keeps its first latent whatever the number of steps, and certifies what it draws', async () => {
    const parameters = defaultParameters(darcy)
    const [one, two, again] = [
      await generate(student, parameters, 5),
      await generate(student, parameters, 5, 2),
      await generate(student, parameters, 5, 2),
    ]
    expect(two!.fields).toEqual(again!.fields)
    expect(two!.fields).not.toEqual(one!.fields)
    expect(one!.certificate).toBeDefined()
    const correlation = (a: Float64Array, b: Float64Array): number => {
      const centred = (of: Float64Array): Float64Array => {
        const mean = of.reduce((sum, x) => sum + x, 0) / of.length
        return of.map((x) => x - mean)
      }
      const [p, q] = [centred(a), centred(b)]
      return p.reduce((sum, x, i) => sum + x * q[i]!, 0) / Math.hypot(...p) / Math.hypot(...q)
    }
    expect(correlation(one!.fields['a']!, two!.fields['a']!)).toBeGreaterThan(0.3)
  })
})

test('samples in several steps start from the noise of one: a second step at almost no noise changes nothing', async () => {
  const { configuration: network, parameters: stored } = unpackNetwork(model, 'generator')
  const [data] = await heldOutData(darcy, size, 9, 20, idle)
  const load = (of: readonly number[]): Promise<Session> =>
    Session.load(serialise(generatorGraph(network, of, { stored })), { threads: 1 })
  const one = await generatorSamples(await load([1]), data, 1, 3)
  const two = await generatorSamples(await load([1, 1e-5]), data, 2, 3)
  const other = await generatorSamples(await load([1]), data, 1, 4)
  const distance = (a: Float32Array): number => Math.hypot(...one.map((x, p) => x - a[p]!)) / Math.hypot(...one)
  // The second step's sweeps still move the head.
  expect(distance(two)).toBeLessThan(0.05)
  expect(distance(other)).toBeGreaterThan(0.3)
})
