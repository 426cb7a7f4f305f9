import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { readTrainingState, writeTrainingState, type TrainingState } from '../../../src-main/distillation/state-file'
import { freshState } from '../../../src-main/distillation/training-state'
import { readNpz, writeNpz } from '../../../src-main/formats/npz'
import { noise, randomModel } from '../networks/gaussian-model'
import { rejection } from '../refusal'
import { newDirectory } from './tiny-run'

const random = (length: number, label: string): Float32Array => Float32Array.from(noise(length, label))

const state: TrainingState = {
  configuration: { schema: 'fieldsmith.student/2', seed: 7, rate: { peak: 1e-3 }, norms: [1, 0.5] },
  teacher: { id: 'some-teacher', sha256: '0123456789abcdef'.repeat(4) },
  states: {
    generator: {
      ...freshState(random(9, 'generator'), []),
      memory: { firstMoment: random(9, 'm'), secondMoment: random(9, 'v') },
      average: random(9, 'average'),
      step: 123_456_789,
    },
    denoiser: { ...freshState(random(5, 'denoiser'), ['velocity']), step: 2 },
  },
  gaussian: randomModel(),
  seconds: 0.1,
}

let path: string
let bytes: Uint8Array
beforeEach(async () => {
  path = join(await newDirectory(), 'checkpoint.npz')
  await writeTrainingState(path, state)
  bytes = await readFile(path)
})

/** The refusal of a file whose arrays were changed. */
async function refusedWith(change: (arrays: ReturnType<typeof readNpz>) => void) {
  const arrays = readNpz(bytes, path)
  change(arrays)
  await writeFile(path, writeNpz(arrays))
  return (await rejection(readTrainingState(path))).detail
}

function withHeader(change: (header: Record<string, unknown>) => void) {
  return (arrays: ReturnType<typeof readNpz>): void => {
    const header = JSON.parse(new TextDecoder().decode(arrays['header']!.data as Uint8Array)) as Record<string, unknown>
    change(header)
    const data = new TextEncoder().encode(JSON.stringify(header))
    arrays['header'] = { shape: [data.length], data }
  }
}

describe('the state of a training run in a file', () => {
  test('is read back to the bit, configuration, teacher and step numbers included', async () => {
    expect(await readTrainingState(path)).toEqual(state)
  })

  test('keeps the angles of a Gaussian model that has them', async () => {
    const turned = { ...state, gaussian: randomModel(['fourier', 'fourier'], { turned: true }) }
    await writeTrainingState(path, turned)
    expect(await readTrainingState(path)).toEqual(turned)
    bytes = await readFile(path)
    const short = { shape: [4], data: new Float32Array(4) }
    expect(await refusedWith((arrays) => (arrays['gaussian.angle'] = short))).toMatchObject({
      code: 'checkpoint-incomplete',
      expected: expect.stringContaining('gaussian.angle') as string,
    })
  })

  test('gives equal bytes for equal states', async () => {
    await writeTrainingState(path, await readTrainingState(path))
    expect(await readFile(path)).toEqual(bytes)
  })

  test('that is cut off anywhere, or damaged in any byte that counts, is refused by name', async () => {
    const lengths = Array.from({ length: 40 }, (_, i) => Math.floor((i * bytes.length) / 40))
    for (const length of [...lengths, bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, length))
      expect((await rejection(readTrainingState(path))).detail).toMatchObject({ code: 'npz-format', where: path })
    }
    for (const start of lengths.slice(1, -1)) {
      const damaged = bytes.slice()
      for (let at = start; at < start + 40; at++) damaged[at] = damaged[at]! ^ 255
      await writeFile(path, damaged)
      expect((await rejection(readTrainingState(path))).detail.code).toMatch(/^(npz-format|checkpoint-)/)
    }
  })

  test('that is an archive of something else is refused by name', async () => {
    await writeFile(path, writeNpz({ a: { shape: [2], data: Float32Array.of(1, 2) } }))
    const foreign = { code: 'checkpoint-foreign', kind: 'usage', where: path, expected: 'fieldsmith.training-state/1' }
    expect((await rejection(readTrainingState(path))).detail).toMatchObject(foreign)
    const garbage = { shape: [3], data: Uint8Array.of(123, 0, 255) }
    expect(await refusedWith((arrays) => (arrays['header'] = garbage))).toMatchObject(foreign)
    const newer = withHeader((header) => (header['schema'] = 'fieldsmith.training-state/2'))
    expect(await refusedWith(newer)).toMatchObject({ ...foreign, received: expect.stringMatching(/schema/) as string })
    for (const entry of ['configuration', 'teacher', 'networks', 'gaussian', 'seconds']) {
      const without = withHeader((header) => delete header[entry])
      expect(await refusedWith(without)).toMatchObject({ ...foreign, received: expect.stringMatching(entry) as string })
    }
  })

  test('that lacks a vector, or holds one of another length or type, says which', async () => {
    const incomplete = (name: string) => ({
      code: 'checkpoint-incomplete',
      where: path,
      expected: expect.stringContaining(name) as string,
    })
    const names = Object.keys(readNpz(bytes, path)).filter((name) => name !== 'header')
    expect(names).toHaveLength(3 + 4 + 3)
    for (const name of names) {
      expect(await refusedWith((arrays) => delete arrays[name])).toMatchObject(incomplete(name))
    }
    const name = 'denoiser.memory.velocity'
    const short = { shape: [4], data: new Float32Array(4) }
    expect(await refusedWith((arrays) => (arrays[name] = short))).toMatchObject(incomplete(name))
    const double = { shape: [5], data: new Float64Array(5) }
    expect(await refusedWith((arrays) => (arrays[name] = double))).toMatchObject(incomplete(name))
  })
})
