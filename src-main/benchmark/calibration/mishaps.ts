import type { Observations } from '../../field/observations'
import { RandomStream } from '../../numerics/random'
import { defaultParameters } from '../../problems/parameters'
import { problemById } from '../../problems/library'
import type { Fields, Parameters } from '../../problems/problem'
import type { MishapName } from './names'
import { deviationOf } from './score'
import type { KnownCase } from '../conditional/cases'
import type { Condition } from '../conditional/names'
import { observe } from '../conditional/sensors'
import type { Task } from '../conditional/tasks'

/** What the solve is told in place of the truth. */
export interface Mishap {
  readonly name: MishapName
  readonly parameters: Parameters
  readonly observations: Observations
}

/** Values that are this many times too large, and a noise that is this many times the stated one. */
const wrongUnit = 10
const understated = 5

/** Sliders of the permeability at the ends of their range, in place of those that the values come from. */
const wrongContrast: Parameters = { permeabilityLow: 2, permeabilityHigh: 20 }

/** Every mishap of a case as a task observes it. */
export function mishaps(known: KnownCase, task: Task, condition: Condition): Mishap[] {
  const { observations } = observe(known, task, condition)
  const { parameters } = known
  const ofValues = (name: MishapName, values: Float64Array): Mishap => ({
    name,
    parameters,
    observations: { ...observations, value: values },
  })
  const random = new RandomStream(known.index, 'calibration', 'understated-noise')
  const white = new Float64Array(observations.value.length)
  random.fillNormal(white)
  const extra = Math.sqrt(understated ** 2 - 1)
  const foreign = observe({ ...known, fields: foreignFields(known) }, task, condition)
  return [
    ofValues(
      'unit',
      observations.value.map((value) => wrongUnit * value),
    ),
    ofValues('distribution', foreign.observations.value),
    ofValues(
      'noise',
      observations.value.map((value, p) => value + extra * observations.sigma[p]! * white[p]!),
    ),
    ...(known.phases && task.observed.includes(known.problem.fields[0]!.key)
      ? [{ name: 'contrast' as const, parameters: { ...parameters, ...wrongContrast }, observations }]
      : []),
  ]
}

/**
 * Given data of another problem in the place of every field, with the mean and the deviation of its own: a medium of two
 * phases, and for that a smooth source.
 */
function foreignFields({ problem, size, index, phases, fields }: KnownCase): Fields {
  const other = problemById(phases ? 'poisson' : 'darcy')
  return Object.fromEntries(
    problem.fields.map(({ key }) => {
      const random = new RandomStream(index, 'calibration', 'foreign', problem.id, key)
      const sample = other.sample(size, defaultParameters(other), random)
      return [key, likened(other.given(sample.fields), fields[key]!)]
    }),
  )
}

/** `values` with mean and deviation of `model`, and no value beyond the model's own. */
function likened(values: Float64Array, model: Float64Array): Float64Array {
  const average = (list: Float64Array): number => list.reduce((sum, value) => sum + value, 0) / list.length
  const [from, to] = [average(values), average(model)]
  const scale = deviationOf(model) / deviationOf(values)
  const [lowest, highest] = [Math.min(...model), Math.max(...model)]
  return values.map((value) => Math.min(highest, Math.max(lowest, to + scale * (value - from))))
}
