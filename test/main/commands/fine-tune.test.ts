import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fineTuneCommand } from '../../../src-main/commands/fine-tune'
import { denoiserGraph } from '../../../src-main/distillation/graphs'
import { common, describe as file, provenance } from '../../../src-main/distillation/packaging'
import { readCheckpoint } from '../../../src-main/distillation/run-directory'
import { serialise } from '../../../src-main/graph/serialise'
import { unpackNetwork } from '../../../src-main/library/network'
import { openPackage, writePackage } from '../../../src-main/library/package'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { tinyNetwork } from '../distillation/tiny-network'
import { pidmConfiguration } from '../distillation/tiny-pidm'
import { newDirectory } from '../distillation/tiny-run'
import { runCommand } from './command-run'

const size = 16
let folder: string
let options: string[]
beforeAll(async () => {
  folder = await newDirectory()
  const { network } = await tinyNetwork(darcy, size)
  const graph = denoiserGraph(network.configuration, { stored: network.parameters })
  await writePackage(join(folder, 'teacher'), {
    ...common(darcy, 'tiny-teacher', size),
    kind: 'teacher',
    sigma: { data: 1, minimum: 0.002, maximum: 80 },
    steps: [18],
    files: [file('denoiser.onnx', 'denoiser', graph, serialise(graph))],
    provenance: provenance(network.configuration, 1, { samplesSeen: 0, steps: 0, seconds: 0 }),
    card: {},
  })
  await writeFile(join(folder, 'pidm.json'), JSON.stringify(pidmConfiguration))
  options = ['--config', join(folder, 'pidm.json'), '--teacher', join(folder, 'teacher')]
})
afterAll(() => rm(folder, { recursive: true }))

describe('fieldsmith fine-tune-physics', () => {
  test('makes a package that is a baseline: fine-tuned weights, their training, and a card', async () => {
    const run = join(folder, 'run')
    const { exitCode, stdout } = await runCommand(fineTuneCommand, [...options, '--run', run, '--json'])
    expect({ exitCode, ...(JSON.parse(stdout) as object) }).toMatchObject({ exitCode: 0, outcome: 'packaged' })

    const [teacher, made] = [await openPackage(join(folder, 'teacher')), await openPackage(join(run, 'package'))]
    expect(made.manifest).toMatchObject({
      id: 'tiny-pidm',
      kind: 'baseline',
      problem: 'darcy',
      gridSize: size,
      steps: [18],
      provenance: { steps: 6, samplesSeen: 18, teacher: { id: 'tiny-teacher', sha256: teacher.sha256 } },
      card: { evaluations: 35, quality: { floor: expect.any(Number) as number } },
    })
    const { states } = await readCheckpoint(run, ['pidm'])
    const [before, after] = [unpackNetwork(teacher, 'denoiser'), unpackNetwork(made, 'denoiser')]
    expect(after.parameters).toEqual(states['pidm']!.average)
    expect(after.parameters).not.toEqual(before.parameters)
    expect(after.configuration).toEqual(before.configuration)
    expect(JSON.parse(new TextDecoder().decode(made.file('configuration').bytes))).toEqual(pidmConfiguration)
    expect(await readFile(join(run, 'curve.csv'), 'utf8')).toMatch(/^step,samplesSeen,seconds,.*,residual@40\n2,/)
  })

  test('refuses a configuration of something else by its entries', async () => {
    const wrong = join(folder, 'wrong.json')
    await writeFile(wrong, JSON.stringify({ ...pidmConfiguration, schema: 'fieldsmith.teacher/1' }))
    const argv = ['--config', wrong, '--teacher', join(folder, 'teacher'), '--run', join(folder, 'wrong')]
    const { exitCode, stderr } = await runCommand(fineTuneCommand, argv)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/error\[configuration-entry\].*wrong\.json, schema/s)
  })
})
