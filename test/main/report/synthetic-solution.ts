import type { SolutionDocument } from '../../../src-main/contract/calls'
import { observationOperator } from '../../../src-main/field/interpolation'
import type { Observations } from '../../../src-main/field/observations'
import { gaussianRandomField } from '../../../src-main/numerics/gaussian-random-field'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { assembleSolution, ensembleOf, type Solution } from '../../../src-main/tasks/solution'

export interface SyntheticOptions {
  readonly size?: number
  readonly members?: number
  readonly sensors?: number
  readonly refine?: boolean
  readonly observationFile?: string
  readonly withoutNoise?: boolean
  readonly alarms?: SolutionDocument['alarms']
}

/**
 * A solution as a solve would give it, made by the reference solver: media that differ a little from a true one, heads
 * of the true solver with some noise as the "raw" fields, and the solver's own head for the mean medium as the polish.
 */
export function syntheticSolution({
  size = 32,
  members = 4,
  sensors = 60,
  refine = true,
  observationFile = 'well field.csv',
  withoutNoise = false,
  alarms = [],
}: SyntheticOptions = {}): Solution {
  const parameters = { permeabilityLow: 3, permeabilityHigh: 12, correlationLength: 1 / 3, sourceStrength: 1 }
  const random = new RandomStream(11, 'synthetic solution')
  const cells = size * size
  const level = gaussianRandomField(size, 2, 3, random.substream('truth'))
  const medium = (field: Float64Array) => field.map((value) => (value >= 0 ? 12 : 3))
  const head = (a: Float64Array) => darcy.solve(size, parameters, a).solution
  const truth = { a: medium(level), u: head(medium(level)) }

  const aSamples = new Float64Array(members * cells)
  const uSamples = new Float64Array(members * cells)
  for (let member = 0; member < members; member += 1) {
    const other = gaussianRandomField(size, 2, 3, random.substream('member', member))
    const a = medium(level.map((value, cell) => value + 0.15 * other[cell]!))
    const noise = random.substream('noise', member)
    aSamples.set(a, member * cells)
    uSamples.set(
      head(a).map((value) => value * (1 + 0.01 * noise.normal())),
      member * cells,
    )
  }
  const a = ensembleOf(aSamples, members)
  const u = ensembleOf(uSamples, members)
  const observations = observe(size, truth, sensors, random.substream('sensors'), withoutNoise)
  const sigma = sigmaOf(observations)
  const origin = withoutNoise ? 'assumed' : 'file'
  return assembleSolution({
    problem: darcy,
    size,
    parameters,
    raw: { a, u },
    refined: refine ? { a, u: { ...u, mean: head(a.mean) } } : null,
    observations,
    observationFile,
    noise: {
      sigma,
      byField: Object.fromEntries(observations.fields.map((key) => [key, { origin, rms: noiseOf[key as 'a' | 'u'] }])),
    },
    alarms,
    evaluations: { network: 12, gradient: 10 },
    model: { id: 'darcy-64-student', sha256: '3f7a'.repeat(16) },
    provider: 'cpu',
    seed: 7,
    steps: 1,
    timingsMs: { load: 212.4, infer: 5321.7, refine: 38.2, total: 5603.9 },
  })
}

const noiseOf = { a: 1, u: 4e-4 } as const

function observe(
  size: number,
  truth: Readonly<Record<'a' | 'u', Float64Array>>,
  count: number,
  random: RandomStream,
  withoutNoise: boolean,
): Observations {
  const x = Float64Array.from({ length: count }, () => random.uniform())
  const y = Float64Array.from({ length: count }, () => random.uniform())
  const field = Uint8Array.from({ length: count }, () => random.integer(2))
  const keys = ['a', 'u'] as const
  const exact = keys.map((key) => {
    const out = new Float64Array(count)
    observationOperator(darcy.grid(size), { x, y }, key === 'u' ? 'dirichlet-zero' : 'extend').apply(truth[key], out)
    return out
  })
  const occurring = keys.filter((_, index) => field.includes(index))
  return {
    fields: occurring,
    field: field.map((index) => occurring.indexOf(keys[index]!)),
    x,
    y,
    value: Float64Array.from(field, (index, i) =>
      Math.max(1e-6, exact[index]![i]! + noiseOf[keys[index]!] * random.normal()),
    ),
    sigma: Float64Array.from(field, (index) => (withoutNoise ? Number.NaN : noiseOf[keys[index]!])),
    line: Uint32Array.from({ length: count }, (_, i) => i + 2),
  }
}

function sigmaOf({ field, fields }: Observations): Float64Array {
  return Float64Array.from(field, (index) => noiseOf[fields[index] as 'a' | 'u'])
}
