import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { initialParameters } from '../../../src-main/distillation/training-state'
import type { Failure } from '../../../src-main/field/failure'
import { serialise } from '../../../src-main/graph/serialise'
import type { Graph } from '../../../src-main/graph/types'
import type { ManifestDraft } from '../../../src-main/library/manifest'
import { correctionBy, unpackNetwork } from '../../../src-main/library/network'
import { openPackage, writePackage, type ModelPackage } from '../../../src-main/library/package'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { heat } from '../../../src-main/problems/heat/heat'
import { float32, Session } from '../../../src-main/runtime/session'
import { refusal, rejection } from '../refusal'
import { noise, randomModel, smallNetwork as network } from '../networks/gaussian-model'

const gaussian = randomModel()
const configuration = { network, gaussian, gate: 0 }
const { slots, size } = denoiserSlots(configuration)
const stored = initialParameters(slots, size, 1)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldsmith-network-'))
})
afterAll(() => rm(folder, { recursive: true }))

let packages = 0
async function packaged(
  content: Uint8Array,
  role = 'denoiser',
  changes: Partial<ManifestDraft> = {},
): Promise<ModelPackage> {
  const directory = join(folder, String((packages += 1)))
  await writePackage(directory, {
    id: 'tiny',
    problem: 'darcy',
    kind: 'teacher',
    fields: ['a', 'u'],
    normalisation: 'normalise() of problem darcy',
    gridSize: gaussian.size,
    parameters: {},
    conditionNames: ['p', 'q'],
    sigma: { data: 1, minimum: 0.002, maximum: 80 },
    steps: [18],
    files: [{ name: 'network.onnx', role, content }],
    provenance: { architecture: { network, block: gaussian.block, bases: gaussian.bases } },
    card: {},
    ...changes,
  })
  return openPackage(directory)
}

describe('a packaged network', () => {
  test.each<['denoiser' | 'generator', Graph]>([
    ['denoiser', denoiserGraph(configuration, { stored })],
    // A generator's file holds the rotation's transpose alone.
    ['generator', generatorGraph(configuration, [1], { stored })],
  ])('is taken out of its %s with the weights and the Gaussian model that went in', async (role, graph) => {
    expect(unpackNetwork(await packaged(serialise(graph), role), role)).toEqual({ configuration, parameters: stored })
  })

  test.each(['denoiser', 'generator'] as const)(
    'keeps the gate and the angles of its Gaussian model, as a %s',
    async (role) => {
      const turned = { ...configuration, gate: 0.3, gaussian: randomModel(['fourier', 'fourier'], { turned: true }) }
      const graph = role === 'denoiser' ? denoiserGraph(turned, { stored }) : generatorGraph(turned, [1], { stored })
      const provenance = { architecture: { network, block: gaussian.block, bases: turned.gaussian.bases, gate: 0.3 } }
      const model = await packaged(serialise(graph), role, { provenance })
      expect(unpackNetwork(model, role)).toEqual({ configuration: turned, parameters: stored })
    },
  )

  test('has the sweeps after the network again: the same samples', async () => {
    const swept = { ...configuration, ...correctionBy(darcy, 2) }
    const provenance = { architecture: { network, block: gaussian.block, bases: gaussian.bases, sweeps: 2 } }
    const bytes = serialise(generatorGraph(swept, [1], { stored }))
    const unpacked = unpackNetwork(await packaged(bytes, 'generator', { provenance }), 'generator')
    const width = 2 * gaussian.size ** 2
    const feeds = {
      latent: float32(noise(width, 'latent'), [1, 2, gaussian.size, gaussian.size]),
      condition: float32(Float32Array.of(0.2, -0.4), [1, 2]),
    }
    const sample = async (model: Uint8Array) => (await (await Session.load(model, { threads: 1 })).run(feeds))['state']!
    const again = generatorGraph(unpacked.configuration, [1], { stored: unpacked.parameters })
    const { correct: _, ...uncorrected } = unpacked.configuration
    const whole = await sample(bytes)
    expect(await sample(serialise(again))).toEqual(whole)
    expect(await sample(serialise(generatorGraph(uncorrected, [1], { stored })))).not.toEqual(whole)
  })

  test.each(['darcy-64-teacher', 'darcy-64-student'])(
    'that is shipped, %s, has as many weights as its network asks for',
    async (id) => {
      const model = await openPackage(new URL(`../../../models/${id}`, import.meta.url).pathname)
      const { configuration: shipped, parameters } = unpackNetwork(
        model,
        id.endsWith('teacher') ? 'denoiser' : 'generator',
      )
      expect(parameters.length).toBe(denoiserSlots(shipped).size)
    },
  )
})

describe('a package that does not hold together is refused', () => {
  const denoiser = serialise(denoiserGraph(configuration, { stored }))
  const rejected = async (model: Promise<ModelPackage>): Promise<Failure> => {
    const opened = await model
    const failure = refusal(() => unpackNetwork(opened, 'denoiser'))
    expect(failure.detail.kind).toBe('model')
    return failure
  }
  const architecture = (changes: object): Partial<ManifestDraft> => ({
    provenance: { architecture: { network, block: gaussian.block, bases: gaussian.bases, ...changes } },
  })

  test.each<[string, Partial<ManifestDraft>, RegExp]>([
    ['does not say what its network looks like', { provenance: {} }, /architecture/],
    ['says another size of grid', { gridSize: 16 }, /gaussian/],
    ['says other conditions', { conditionNames: ['p'] }, /gaussian/],
    ['says another block', architecture({ block: 2 }), /gaussian.rotation/],
    ['says more channels', architecture({ bases: ['dct', 'dst', 'dst'] }), /gaussian/],
    ['says groups that do not divide its channels', architecture({ network: { ...network, groupSize: 3 } }), /group/],
    ['says levels without blocks', architecture({ network: { ...network, blocks: [1] } }), /block/],
  ])('because it %s', async (_what, changes, message) => {
    expect((await rejected(packaged(denoiser, 'denoiser', changes))).message).toMatch(message)
  })

  test('because its file is no ONNX model, or one without weights', async () => {
    expect((await rejection(packaged(new TextEncoder().encode('nothing')))).detail.code).toBe('model-wire-type')
    const fed = serialise(denoiserGraph(configuration, { size }))
    expect((await rejected(packaged(fed))).message).toMatch(/initialiser parameters/)
  })
})

test('sweeps are refused for an equation without an iteration, and nothing is added for none', () => {
  expect(refusal(() => correctionBy(heat, 3)).detail).toMatchObject({ code: 'no-correction', received: '3' })
  expect(correctionBy(heat, 0)).toEqual({})
})
