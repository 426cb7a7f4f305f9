import type { SolutionDocument } from '../../../src-main/contract/calls'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { burgers } from '../../../src-main/problems/burgers/burgers'
import { predictionsOf } from '../../../src-main/tasks/measurement'
import { assembleSolution, ensembleOf, type Solution } from '../../../src-main/tasks/solution'

const size = 32
const members = 4
const parameters = { viscosity: 0.02 }
const noise = 0.01

/**
 * A solution in space and time as a solve would give it: first states near a true one, with noise as the "raw" fields
 * and propagated as the refined ones. Measured at eight points, one of them exactly, along a line and over a box.
 */
export function syntheticBurgers({ alarms = [] }: { readonly alarms?: SolutionDocument['alarms'] } = {}): Solution {
  const random = new RandomStream(5, 'synthetic burgers')
  const truth = burgers.sample(size, parameters, random.substream('truth')).fields['u']!
  const solve = (initial: Float64Array): Float64Array => burgers.solve(size, parameters, initial).solution
  const starts = Array.from({ length: members }, (_, member) => {
    const stream = random.substream('member', member)
    const amplitude = 0.05 * stream.normal()
    return truth.slice(0, size).map((value, i) => value + amplitude * Math.sin((2 * Math.PI * i) / size))
  })
  const refined = new Float64Array(members * size * size)
  starts.forEach((initial, member) => refined.set(solve(initial), member * size * size))
  const stream = random.substream('noise')
  const raw = refined.map((value) => value + 0.02 * stream.normal())
  const meanStart = starts[0]!.map((_, i) => starts.reduce((sum, start) => sum + start[i]!, 0) / members)

  const observations = observe(truth, random.substream('sensors'))
  const sigma = observations.sigma.slice()
  return assembleSolution({
    problem: burgers,
    size,
    parameters,
    raw: { u: ensembleOf(raw, members) },
    refined: { u: { ...ensembleOf(refined, members), mean: solve(meanStart) } },
    observations,
    observationFile: 'channel.csv',
    noise: { sigma, byField: { u: { origin: 'file', rms: noise } } },
    alarms,
    evaluations: { network: 12, gradient: 10 },
    model: { id: 'burgers-64-student', sha256: '3f7a'.repeat(16) },
    provider: 'cpu',
    seed: 7,
    steps: 2,
    timingsMs: { load: 1, infer: 2, refine: 3, total: 6 },
  })
}

function observe(truth: Float64Array, random: RandomStream): Observations {
  const count = 10
  const support = {
    x: Float64Array.from({ length: count }, (_, i) => (i + 0.5) / (count + 1)),
    y: Float64Array.from({ length: count }, (_, i) => (i % 5) / 6),
    averages: {
      shape: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 2),
      x2: Float64Array.of(NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 0.9, 0.95),
      y2: Float64Array.of(NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 0.9, 0.8),
    },
  }
  const observations: Observations = {
    ...support,
    fields: ['u'],
    field: new Uint8Array(count),
    value: new Float64Array(count),
    sigma: Float64Array.from({ length: count }, (_, i) => (i === 0 ? 0 : noise)),
    line: Uint32Array.from({ length: count }, (_, i) => i + 2),
  }
  const exact = predictionsOf(burgers, burgers.grid(size), parameters, { u: truth }, observations)
  return { ...observations, value: exact.map((value, i) => value + observations.sigma[i]! * random.normal()) }
}
