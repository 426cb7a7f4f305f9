import { describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { initialParameters } from '../../../src-main/distillation/training-state'
import { GraphBuilder } from '../../../src-main/graph/builder'
import { gradients } from '../../../src-main/graph/gradient'
import { div, reduceMean, square } from '../../../src-main/graph/operators'
import { ParameterVector } from '../../../src-main/graph/parameters'
import { serialise } from '../../../src-main/graph/serialise'
import { denoiser } from '../../../src-main/networks/denoiser'
import { float32, Session } from '../../../src-main/runtime/session'
import { batchOf, noise, randomModel, smallNetwork } from './gaussian-model'

const gaussian = randomModel()
const { size } = gaussian
const width = 2 * size * size
const configuration = { network: smallNetwork, gaussian, gate: 0 }
const { slots, size: count } = denoiserSlots(configuration)

describe('the network', () => {
  test('asks for the same parameters in the same order as the shipped files hold them', () => {
    expect(count).toBe(4148)
    expect(slots.map(({ name, shape, offset }) => `${offset} ${name} [${shape.join()}]`)).toMatchInlineSnapshot(`
      [
        "0 embed.0.weight [15,6]",
        "90 embed.0.bias [6]",
        "96 embed.1.weight [6,6]",
        "132 embed.1.bias [6]",
        "138 in.weight [4,4,3,3]",
        "282 in.bias [4]",
        "286 down0.0.norm0.scale.weight [6,4]",
        "310 down0.0.norm0.scale.bias [4]",
        "314 down0.0.norm0.shift.weight [6,4]",
        "338 down0.0.norm0.shift.bias [4]",
        "342 down0.0.conv0.weight [4,4,3,3]",
        "486 down0.0.conv0.bias [4]",
        "490 down0.0.norm1.scale.weight [6,4]",
        "514 down0.0.norm1.scale.bias [4]",
        "518 down0.0.norm1.shift.weight [6,4]",
        "542 down0.0.norm1.shift.bias [4]",
        "546 down0.0.conv1.weight [4,4,3,3]",
        "690 down0.0.conv1.bias [4]",
        "694 down1.0.norm0.scale.weight [6,4]",
        "718 down1.0.norm0.scale.bias [4]",
        "722 down1.0.norm0.shift.weight [6,4]",
        "746 down1.0.norm0.shift.bias [4]",
        "750 down1.0.conv0.weight [8,4,3,3]",
        "1038 down1.0.conv0.bias [8]",
        "1046 down1.0.norm1.scale.weight [6,8]",
        "1094 down1.0.norm1.scale.bias [8]",
        "1102 down1.0.norm1.shift.weight [6,8]",
        "1150 down1.0.norm1.shift.bias [8]",
        "1158 down1.0.conv1.weight [8,8,3,3]",
        "1734 down1.0.conv1.bias [8]",
        "1742 down1.0.skip.weight [8,4,1,1]",
        "1774 down1.0.skip.bias [8]",
        "1782 attention.norm.scale.weight [6,8]",
        "1830 attention.norm.scale.bias [8]",
        "1838 attention.norm.shift.weight [6,8]",
        "1886 attention.norm.shift.bias [8]",
        "1894 attention.query.weight [8,8,1,1]",
        "1958 attention.query.bias [8]",
        "1966 attention.key.weight [8,8,1,1]",
        "2030 attention.key.bias [8]",
        "2038 attention.value.weight [8,8,1,1]",
        "2102 attention.value.bias [8]",
        "2110 attention.out.weight [8,8,1,1]",
        "2174 attention.out.bias [8]",
        "2182 up1.0.norm0.scale.weight [6,8]",
        "2230 up1.0.norm0.scale.bias [8]",
        "2238 up1.0.norm0.shift.weight [6,8]",
        "2286 up1.0.norm0.shift.bias [8]",
        "2294 up1.0.conv0.weight [8,8,3,3]",
        "2870 up1.0.conv0.bias [8]",
        "2878 up1.0.norm1.scale.weight [6,8]",
        "2926 up1.0.norm1.scale.bias [8]",
        "2934 up1.0.norm1.shift.weight [6,8]",
        "2982 up1.0.norm1.shift.bias [8]",
        "2990 up1.0.conv1.weight [8,8,3,3]",
        "3566 up1.0.conv1.bias [8]",
        "3574 up0.narrow.weight [4,8,1,1]",
        "3606 up0.narrow.bias [4]",
        "3610 up0.0.norm0.scale.weight [6,4]",
        "3634 up0.0.norm0.scale.bias [4]",
        "3638 up0.0.norm0.shift.weight [6,4]",
        "3662 up0.0.norm0.shift.bias [4]",
        "3666 up0.0.conv0.weight [4,4,3,3]",
        "3810 up0.0.conv0.bias [4]",
        "3814 up0.0.norm1.scale.weight [6,4]",
        "3838 up0.0.norm1.scale.bias [4]",
        "3842 up0.0.norm1.shift.weight [6,4]",
        "3866 up0.0.norm1.shift.bias [4]",
        "3870 up0.0.conv1.weight [4,4,3,3]",
        "4014 up0.0.conv1.bias [4]",
        "4018 out.norm.scale.weight [6,4]",
        "4042 out.norm.scale.bias [4]",
        "4046 out.norm.shift.weight [6,4]",
        "4070 out.norm.shift.bias [4]",
        "4074 out.weight [2,4,3,3]",
        "4146 out.bias [2]",
      ]
    `)
  })

  test('answers each field of a batch as if it were alone', async () => {
    const stored = initialParameters(slots, count, 2)
    const session = await Session.load(serialise(denoiserGraph(configuration, { stored })), { threads: 1 })
    const x = noise(3 * width, 'batch')
    const sigmas = [0.1, 1, 10]
    const together = (await session.run({ x: float32(x, [3, 2, size, size]), ...batchOf(3, sigmas, [0.1, 0.2]) }))[
      'estimate'
    ]!
    for (const [i, sigma] of sigmas.entries()) {
      const one = float32(x.slice(i * width, (i + 1) * width), [1, 2, size, size])
      const alone = (await session.run({ x: one, ...batchOf(1, [sigma], [0.1, 0.2]) }))['estimate']!
      alone.forEach((value, p) => expect(value).toBeCloseTo(together[i * width + p]!, 5))
    }
  })

  test('has the parameter gradient that differences give along a random direction', async () => {
    const graph = new GraphBuilder('loss')
    const flat = graph.input('parameters', 'float32', [count])
    const parameters = new ParameterVector(flat)
    const state = graph.input('x', 'float32', [2, 2, size, size])
    const sigma = graph.input('sigma', 'float32', [2, 1])
    const parts = denoiser(parameters, configuration, { state }, sigma, graph.input('condition', 'float32', [2, 2]))
    const error = div(parts.estimate, parts.scale)
    const loss = reduceMean(square(error), [0, 1, 2, 3], false)
    const seed = graph.scalar(1, 'float32')
    graph.output('gradient', parameters.gather(gradients(graph, [{ value: loss, seed }], parameters.values)))
    graph.output('loss', loss)
    const session = await Session.load(serialise(graph.finish()), { threads: 1 })
    const start = initialParameters(slots, count, 3)
    noise(count, 'start').forEach((z, i) => (start[i] = start[i]! + 0.05 * z))
    const direction = noise(count, 'direction')
    const at = async (step: number) =>
      session.run({
        parameters: float32(
          start.map((value, i) => value + step * direction[i]!),
          [count],
        ),
        x: float32(noise(2 * width, 'x'), [2, 2, size, size]),
        ...batchOf(2, [0.2, 5], [0.3, -0.7]),
      })
    const slope = (await at(0))['gradient']!.reduce((sum, g, i) => sum + g * direction[i]!, 0)
    // In single precision: four-point differences, whose truncation is of the fourth order, with a coarse step.
    const h = 4e-3
    const [a, b, c, d] = await Promise.all([2 * h, h, -h, -2 * h].map(async (step) => (await at(step))['loss']![0]!))
    const difference = (-a! + 8 * b! - 8 * c! + d!) / (12 * h)
    expect(Math.abs(slope - difference)).toBeLessThan(2e-3 * Math.abs(difference))
  })
})
