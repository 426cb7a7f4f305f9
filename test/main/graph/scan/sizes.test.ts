import { readdirSync, readFileSync } from 'node:fs'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import {
  ModelProtoSchema,
  TensorProto_DataType as Element,
  ValueInfoProtoSchema,
  type ModelProto,
  type ValueInfoProto,
} from '../../../../src-main/graph/onnx_pb'
import { dryRun } from '../../../../src-main/graph/scan/bounds/run'
import { scanLimits } from '../../../../src-main/graph/scan/limits'
import { denoiserSlots, denoiserTrainingGraph } from '../../../../src-main/distillation/graphs'
import { serialise } from '../../../../src-main/graph/serialise'
import { Session, type RuntimeTensor } from '../../../../src-main/runtime/session'
import { randomModel } from '../../networks/gaussian-model'

const fixtures = new URL('../../../fixtures/', import.meta.url)
const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.onnx'))

/** What ONNX Runtime cannot load, though it is ONNX: a newer IR, and an ellipsis that broadcasts. */
const notLoaded = new Set([
  'onnx/by-python.onnx',
  'torch-operators/einsum-ellipsis-dynamo.onnx',
  'torch-operators/einsum-ellipsis-script.onnx',
])

/** Operators whose output is as large as the data says; the dry run takes the most that it can be. */
const dataDependent = new Set(['NonZero', 'Compress'])

/** The model with every value it computes among its outputs. */
function opened(bytes: Uint8Array): ModelProto {
  const model = fromBinary(ModelProtoSchema, bytes)
  const graph = model.graph!
  const known = new Set(graph.output.map(({ name }) => name))
  const inside = graph.node.flatMap(({ output }) => output).filter((name) => name !== '' && !known.has(name))
  graph.output.push(...inside.map((name) => create(ValueInfoProtoSchema, { name })))
  return model
}

function feed({ type }: ValueInfoProto): RuntimeTensor {
  const tensor = type!.value.value as {
    elemType: number
    shape: { dim: { value: { case?: string; value?: unknown } }[] }
  }
  const dims = tensor.shape.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : scanLimits.openAxis,
  )
  const count = dims.reduce((n, size) => n * size, 1)
  switch (tensor.elemType) {
    case Element.FLOAT:
      return { type: 'float32', dims, data: Float32Array.from({ length: count }, (_, i) => 0.5 + 0.4 * Math.sin(i)) }
    case Element.DOUBLE:
      return { type: 'float64', dims, data: new Float64Array(count).fill(0.5) }
    case Element.INT64:
      return { type: 'int64', dims, data: new BigInt64Array(count) }
    default:
      throw new Error(`no feed of type ${tensor.elemType}`)
  }
}

/** Compares the sizes of all values of a model with those of a run. */
async function compareSizes(bytes: Uint8Array): Promise<void> {
  const model = opened(bytes)
  const graph = model.graph!
  const stored = new Set(graph.initializer.map((tensor) => tensor.name))
  const session = await Session.load(toBinary(ModelProtoSchema, model), { threads: 1 })
  const inputs = graph.input.filter((value) => !stored.has(value.name))
  const outputs = await session.runTyped(Object.fromEntries(inputs.map((value) => [value.name, feed(value)])))
  await session.release()
  const received = graph.output.map((value) => outputs[value.name]!.length)
  const { outputElements } = dryRun(model)
  if (graph.node.some(({ opType }) => dataDependent.has(opType))) {
    outputElements.forEach((count, i) => expect(count).toBeGreaterThanOrEqual(received[i]!))
  } else {
    const table = (counts: readonly number[]) =>
      Object.fromEntries(graph.output.map((value, i) => [value.name, counts[i]]))
    expect(table(outputElements)).toEqual(table(received))
  }
}

describe('the dry run finds the size of every value that ONNX Runtime computes', () => {
  test.each(files.filter((name) => !notLoaded.has(name)))('of %s', async (name) => {
    await compareSizes(readFileSync(new URL(name, fixtures)))
  })

  test('of the training graph of a denoiser, its optimiser included', async () => {
    const network = { channels: [8, 8], blocks: [1, 1], embedding: 8, groupSize: 8 }
    const configuration = { network, gaussian: randomModel(), gate: 0 }
    await compareSizes(serialise(denoiserTrainingGraph(configuration, denoiserSlots(configuration).size, 3)))
  })
})
