import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { part } from '../../../src-main/distillation/batches'
import { measureSamples, parametersAt } from '../../../src-main/distillation/measure'
import { heldOutData, heunSamples, packageTeacher, teacherSeed } from '../../../src-main/distillation/packaging'
import { readCheckpoint, TrainingRun } from '../../../src-main/distillation/run-directory'
import { drawData } from '../../../src-main/distillation/teacher'
import { unpackNetwork } from '../../../src-main/library/network'
import { openPackage, writePackage, type ModelPackage } from '../../../src-main/library/package'
import { edmNoise } from '../../../src-main/diffusion/noise'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { RandomStream } from '../../../src-main/numerics/random'
import { Session } from '../../../src-main/runtime/session'
import { newDirectory, runTeacher, teacherConfiguration } from './tiny-run'

const idle = { signal: new AbortController().signal, progress: () => {} }
const size = 16
const cells = size * size

describe('what a set of samples is worth', () => {
  test('data itself has the residual of its floor, no discrepancy, and the variance of data', async () => {
    const both = await drawData(darcy, size, 48, 5, idle, 'Drawing')
    const [data, other] = [part(both, 0, 24), part(both, 24, 24)]
    const quality = measureSamples(darcy, data.states, data, other)
    // States are in single precision: their residual is rounding, far below a per cent of the source.
    expect(quality.pdeError.mean).toBeLessThan(1e-3)
    expect(quality.floor).toBeLessThan(1e-3)
    expect(quality.discrepancy['u']).toBeLessThan(1e-5)
    expect(quality.solutionError).toBeLessThan(1e-5)
    for (const channel of ['a', 'u']) {
      expect(quality.channels[channel]).toMatchObject({ varianceRatio: 1, spectrumDistance: 0, slicedWasserstein: 0 })
      expect(quality.channels[channel]!.dataSlicedWasserstein).toBeGreaterThan(0.01)
    }
  })

  test('a disturbance of the head is found in full: discrepancy, error and residual', async () => {
    const data = await drawData(darcy, size, 12, 5, idle, 'Drawing')
    const noise = new Float32Array(data.states.length)
    new RandomStream(1, 'disturbance').fillNormal(noise)
    const disturbed = data.states.map((x, p) => (Math.floor(p / cells) % 2 === 0 ? x : x + 0.2 * noise[p]!))
    const quality = measureSamples(darcy, disturbed, data, data)
    expect(quality.discrepancy['u']! / 0.2).toBeCloseTo(1, 1)
    expect(quality.pdeError.mean).toBeGreaterThan(1)
    expect(quality.pdeErrorHMinus1).toBeGreaterThan(0)
    expect(quality.floor).toBeLessThan(1e-3)
    let relative = 0
    for (let i = 0; i < 12; i++) {
      const head = data.states.subarray((2 * i + 1) * cells, (2 * i + 2) * cells)
      const moved = disturbed.subarray((2 * i + 1) * cells, (2 * i + 2) * cells)
      relative += Math.hypot(...moved.map((x, p) => x - head[p]!)) / Math.hypot(...head) / 12
    }
    expect(quality.solutionError / relative).toBeCloseTo(1, 3)
  })

  test('a part of a set keeps states, conditions and parameters together', async () => {
    const data = await drawData(darcy, size, 6, 5, idle, 'Drawing')
    const two = part(data, 3, 2)
    expect(two.count).toBe(2)
    for (const i of [0, 1]) {
      expect(parametersAt(darcy, two, i)).toEqual(parametersAt(darcy, data, 3 + i))
      const condition = darcy.condition(parametersAt(darcy, two, i))
      condition.forEach((value, k) => expect(two.conditions[2 * i + k]).toBeCloseTo(value, 6))
    }
    expect(two.states).toEqual(data.states.slice(3 * 2 * cells, 5 * 2 * cells))
  })
})

describe('a finished run becomes a package', () => {
  let folder: string
  let teacher: ModelPackage
  beforeAll(async () => {
    folder = await newDirectory()
    await runTeacher(folder)
    const run = await TrainingRun.open(folder, teacherConfiguration, true, idle)
    await writePackage(join(folder, 'package'), await packageTeacher(teacherConfiguration, run))
    teacher = await openPackage(join(folder, 'package'))
  })

  test('of a teacher with its averaged weights, its training and a card of what was measured', async () => {
    const { states, gaussian } = await readCheckpoint(folder, ['teacher'])
    const { parameters, configuration } = unpackNetwork(teacher, 'denoiser')
    expect(parameters).toEqual(states['teacher']!.average)
    expect(configuration).toEqual({ network: teacherConfiguration.network, gaussian, gate: 0 })
    expect(JSON.parse(new TextDecoder().decode(teacher.file('configuration').bytes))).toEqual(teacherConfiguration)
    const { manifest } = teacher
    expect(manifest).toMatchObject({ id: 'tiny-teacher', kind: 'teacher', problem: 'darcy', gridSize: 16, steps: [18] })
    expect(manifest.provenance).toMatchObject({ seed: 1, steps: 6, samplesSeen: 18 })
    expect(manifest.card).toMatchObject({
      evaluations: 35,
      parameters: parameters.length,
      quality: { pdeError: { mean: expect.any(Number) as number }, floor: expect.any(Number) as number },
    })
    expect((manifest.card['validation'] as unknown[]).length).toBe(6)
    expect(teacherSeed(teacher)).toBe(1)
  })

  test('whose samples are drawn from fixed noise', async () => {
    const session = await Session.load(teacher.file('denoiser').bytes, { threads: 1 })
    const data = await drawData(darcy, size, 4, 5, idle, 'Drawing')
    const [a, b] = [await heunSamples(session, data, 3, 1), await heunSamples(session, data, 3, 1)]
    expect(a).toEqual(b)
    expect(a).toHaveLength(4 * 2 * cells)
    expect(a.every((x) => Math.abs(x) < edmNoise.maximum)).toBe(true)
  })

  test('that is measured on data nobody was trained on: two disjoint sets, other ones for another seed', async () => {
    const [first, second] = await heldOutData(darcy, size, 1, 4, idle)
    const [other] = await heldOutData(darcy, size, 2, 4, idle)
    const training = await drawData(darcy, size, 8, 3, idle, 'Drawing')
    const sets = [first, second, other, training].map(({ states }) => states.slice(0, 2 * cells).join())
    expect(new Set(sets).size).toBe(4)
  })
})
