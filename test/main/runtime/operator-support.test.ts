import { describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots, denoiserTrainingGraph } from '../../../src-main/distillation/graphs'
import { combinations } from '../../../src-main/distillation/phys-instruct/combination'
import { generatorStepGraph } from '../../../src-main/distillation/phys-instruct/generator-step'
import { physicsTermGraph } from '../../../src-main/distillation/physics-term'
import { optimiser } from '../../../src-main/distillation/update-step'
import { correctionBy } from '../../../src-main/library/network'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { problems } from '../../../src-main/problems/library'
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
    generatorGraph({ ...network, gate: 0.1, ...correctionBy(problems['darcy']!, 2) }, [1, 0.2], { size }),
    ...combinations.map((combination) => generatorStepGraph(network, size, 2, combination, optimiser)),
    ...Object.values(problems).map((problem) => physicsTermGraph(problem, 16, { hMinus2: 1, hMinus1: 1, l2: 1 })),
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
