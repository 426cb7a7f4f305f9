import type { GraphBuilder, Value } from '../graph/builder'
import { adam } from '../graph/optimisers/adam'
import { movingAverage } from '../graph/optimisers/average'
import { clipByGlobalNorm, globalNorm } from '../graph/optimisers/clipping'
import type { Optimiser } from '../graph/optimisers/optimiser'

/** What follows the gradient where a configuration says nothing. */
export const optimiser: Optimiser = adam()

/** Longest gradient that an update follows; longer ones are shortened to it. */
const clipNorm = 1

/**
 * Adds one optimiser step of the flat parameters along a gradient of the same shape: the optimiser's inputs, and its
 * outputs by the same names, primed by `next.`, with `gradientNorm`, the gradient's length before clipping.
 */
export function optimise(graph: GraphBuilder, flat: Value, gradient: Value, rule: Optimiser = optimiser): void {
  const vector = (name: string): Value => graph.input(name, 'float32', flat.shape)
  const scalar = (name: string): Value => graph.input(name, 'float32', [])
  const memory = Object.fromEntries(rule.memory.map((name) => [name, vector(name)]))
  const average = vector('average')
  const [step, rate, decay] = [scalar('step'), scalar('rate'), scalar('decay')]
  const norm = globalNorm([gradient])
  const [clipped] = clipByGlobalNorm([gradient], norm, clipNorm)
  const next = rule.step({ parameters: flat, memory }, clipped!, { step, rate })
  graph.output('next.parameters', next.parameters)
  for (const name of rule.memory) graph.output(`next.${name}`, next.memory[name]!)
  graph.output('next.average', movingAverage(average, next.parameters, decay))
  graph.output('gradientNorm', norm)
}
