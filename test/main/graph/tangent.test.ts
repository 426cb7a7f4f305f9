import { beforeAll, describe, expect, test } from 'vitest'
import { jacobianVectorGraph, vectorJacobianGraph } from '../../../src-main/graph/import'
import type { Graph } from '../../../src-main/graph/types'
import { serialise } from '../../../src-main/graph/serialise'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { float32, Session } from '../../../src-main/runtime/session'
import { tinyNetwork } from '../distillation/tiny-network'

const size = 16
const dims = [2, darcy.fields.length, size, size]
const count = dims.reduce((a, b) => a * b)

const normals = (label: string): Float32Array => {
  const out = new Float32Array(count)
  new RandomStream(4, 'tangent', label).fillNormal(out)
  return out
}
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe('the Jacobian-vector product of a generator', () => {
  let graph: Graph
  let [plain, forward, backward]: Session[] = []
  let condition: ReturnType<typeof float32>
  const [latent, tangent, cotangent] = [normals('latent'), normals('tangent'), normals('cotangent')]
  const feeds = (z: Float32Array) => ({ latent: float32(z, dims), condition })
  const image = async (v: Float32Array): Promise<Float32Array> =>
    (await forward!.run({ ...feeds(latent), tangent: float32(v, dims) }))['image']!

  beforeAll(async () => {
    const { network, data } = await tinyNetwork(darcy, size)
    graph = generatorGraph(network.configuration, [1], { stored: network.parameters })
    condition = float32(data.conditions.slice(0, 2 * darcy.conditionNames.length), [2, darcy.conditionNames.length])
    const load = (one: Graph) => Session.load(serialise(one), { threads: 1 })
    plain = await load(graph)
    forward = await load(jacobianVectorGraph(graph, 'state', 'latent'))
    backward = await load(vectorJacobianGraph(graph, 'state', 'latent'))
  })

  test('is what central differences show', async () => {
    const step = 1e-2
    const at = async (t: number): Promise<Float32Array> =>
      (await plain!.run(feeds(latent.map((z, i) => z + t * tangent[i]!))))['state']!
    const [ahead, behind] = [await at(step), await at(-step)]
    const found = await image(tangent)
    const error = found.map((x, i) => x - (ahead[i]! - behind[i]!) / (2 * step))
    expect(Math.sqrt(dot(error, error) / dot(found, found))).toBeLessThan(2e-3)
  })

  test('is the transpose of the vector-Jacobian product', async () => {
    const { gradient } = await backward!.run({ ...feeds(latent), cotangent: float32(cotangent, dims) })
    const [left, right] = [dot(cotangent, await image(tangent)), dot(gradient!, tangent)]
    expect(Math.abs(left / right - 1)).toBeLessThan(1e-4)
  })

  test('refuses a value that the graph does not have', () => {
    expect(() => jacobianVectorGraph(graph, 'state', 'noise')).toThrow('noise')
  })
})
