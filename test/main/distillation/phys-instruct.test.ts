import { beforeAll, describe, expect, test } from 'vitest'
import type { StudentConfiguration } from '../../../src-main/distillation/configuration'
import { readCheckpoint } from '../../../src-main/distillation/run-directory'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { curveOf, newDirectory, runStudent, runTeacher, studentConfiguration, teacherConfiguration } from './tiny-run'

let teacher: PackagedNetwork
beforeAll(async () => {
  const directory = await newDirectory()
  const rate = { peak: 0.01, warmup: 5 }
  await runTeacher(directory, {
    configuration: { steps: 150, batch: 8, checkpointSteps: 150, rate, averageDecay: 0.95 },
  })
  const { states, gaussian } = await readCheckpoint(directory, ['teacher'])
  teacher = {
    configuration: { network: teacherConfiguration.network, gaussian: gaussian!, gate: 0 },
    parameters: states['teacher']!.average,
  }
})

/** Distils for a hundred updates and returns the columns of the learning curve, five rows of twenty updates. */
async function distilled(physicsWeight: number): Promise<Record<string, number[]>> {
  const directory = await newDirectory()
  const configuration: Partial<StudentConfiguration> = {
    steps: 100,
    batch: 6,
    checkpointSteps: 20,
    rate: { generator: 0.003, denoiser: 0.01, warmup: 1 },
    averageDecay: 0.8,
    physics: { ...studentConfiguration.physics, weight: physicsWeight, from: 0, to: 1 },
  }
  await runStudent(directory, teacher, { configuration })
  const { columns, rows } = await curveOf(directory)
  return Object.fromEntries(columns.map((name, i) => [name, rows.map((row) => row[i]!)]))
}

describe('a distillation', () => {
  test("pulls the student's spectrum and variance to those of the teacher's data", async () => {
    const curve = await distilled(0)
    const [distance, variance] = [curve['spectrumDistance.u']!, curve['varianceRatio.u']!]
    // One step of an untrained student is too smooth: it starts without variance and detail.
    expect(variance[0]).toBeLessThan(0.9)
    expect(distance.at(-1)).toBeLessThan(0.6 * distance[0]!)
    expect(Math.abs(Math.log(variance.at(-1)!))).toBeLessThan(Math.abs(Math.log(variance[0]!)))
  })

  test('with a heavy physics term lowers the residual of the samples', async () => {
    const { physics } = await distilled(1000)
    expect(physics!.at(-1)).toBeLessThan(0.5 * physics![0]!)
  })
})
