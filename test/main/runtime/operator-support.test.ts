import { describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots, denoiserTrainingGraph, generatorTrainingGraph } from '../../../src-main/distillation/graphs'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { GraphBuilder } from '../../../src-main/graph/builder'
import { gradients } from '../../../src-main/graph/gradient'
import { abs, add, cos } from '../../../src-main/graph/operators'
import { operatorsLeftToCpu } from '../../../src-main/runtime/operator-support'
import { smallNetwork as network } from './small-network'

const { size } = denoiserSlots(network)

describe.each(['cuda', 'dml', 'webgpu'])('the %s provider', (provider) => {
  test.each([
    denoiserGraph(network, { size }),
    denoiserTrainingGraph(network, size, 2),
    generatorGraph(network, 1, { size }),
    generatorTrainingGraph(network, 1, size, 2),
  ])('has a kernel for every operator of $name', (graph) => {
    expect(operatorsLeftToCpu(provider, graph)).toEqual([])
  })
})

test('operators without a kernel are named, those that differentiation adds among them', () => {
  const graph = new GraphBuilder('sample')
  const x = graph.input('x', 'float32', [3])
  const y = add(abs(cos(x)), graph.node('Tan', [x]))
  const [dx] = gradients(graph, [{ value: y, seed: y }], [x])
  graph.output('dx', dx!)
  const built = graph.finish()
  expect(operatorsLeftToCpu('cuda', built)).toEqual(['Tan'])
  expect(operatorsLeftToCpu('webgpu', built)).toEqual(['Sign'])
  expect(operatorsLeftToCpu('cpu', built)).toEqual([])
})
