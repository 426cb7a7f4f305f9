/** From the members of an ensemble to a solution: mean and spread, misfit at the sensors, certified residuals. */
import type { Alarm, SensorProposal, SolutionDocument } from '../contract/calls'
import type { Grid } from '../field/grid'
import { largestMagnitude, rootMeanSquare } from '../field/norms'
import { countByField, observationCount, type Observations } from '../field/observations'
import { median } from '../numerics/statistics'
import { outsideTraining } from '../problems/parameters'
import type { Parameters, Problem } from '../problems/problem'
import { certify, type Certificate } from '../report/residuals'
import type { FieldEnsemble, Solution, SolutionVersion } from '../report/solution'
import { solutionFileNames } from '../report/solution-files'
import { spreadFactor, type Version } from './calibration'
import { assumedNoise } from './conditioning'
import { predictionsOf } from './measurement'
import { proposeSensors } from './next-sensor'

export type { FieldEnsemble, Solution } from '../report/solution'

/** Mean, spread and members of one field; see {@link ensembleOf}. */
export type Ensemble = Omit<FieldEnsemble, 'declaration' | 'spread'>

export interface SolutionParts {
  readonly problem: Problem
  readonly size: number
  readonly parameters: Parameters
  /** The network's own fields, by key. */
  readonly raw: Readonly<Record<string, Ensemble>>
  /** Fields after the physics polish, by key; null if there was none. Fields it leaves alone stand here as they were. */
  readonly refined: Readonly<Record<string, Ensemble>> | null
  readonly observations: Observations
  readonly observationFile: string
  /** Noise taken per point, none of it missing, and where it comes from. */
  readonly noise: { readonly sigma: Float64Array; readonly byField: SolutionDocument['observations']['noise'] }
  readonly alarms: readonly Alarm[]
  readonly evaluations: SolutionDocument['evaluations']
  readonly model: SolutionDocument['model']
  readonly provider: string
  readonly seed: number
  readonly steps: number
  readonly timingsMs: SolutionDocument['timingsMs']
}

/**
 * Mean and standard deviation over the members, per cell: `samples` is `[member, y, x]`. The standard deviation is the
 * unbiased one (over members - 1), and zero for a single member.
 */
export function ensembleOf(samples: Float64Array, members: number): Ensemble {
  const cells = samples.length / members
  const mean = new Float64Array(cells)
  const std = new Float64Array(cells)
  for (let cell = 0; cell < cells; cell += 1) {
    let sum = 0
    for (let member = 0; member < members; member += 1) sum += samples[member * cells + cell]!
    const average = sum / members
    let squares = 0
    for (let member = 0; member < members; member += 1) squares += (samples[member * cells + cell]! - average) ** 2
    mean[cell] = average
    std[cell] = Math.sqrt(squares / Math.max(1, members - 1))
  }
  return { mean, std, samples }
}

/** Certifies the mean fields, raw and refined, compares both with the sensors, and writes the document. */
export function assembleSolution(parts: SolutionParts): Solution {
  const { problem, size, parameters, observations, noise } = parts
  const grid = problem.grid(size)
  const scales = misfitScales(observations, noise.sigma)
  const versionOf = (
    version: Version,
    ensembles: Readonly<Record<string, Ensemble>>,
    residualMap: Float64Array,
  ): SolutionVersion => {
    const prediction = predictionsOf(problem, grid, parameters, meansOf(ensembles), observations)
    return {
      fields: problem.fields.map((declaration) => {
        const ensemble = ensembles[declaration.key]!
        const spread = spreadFactor(problem, declaration.key, observations.fields, version)
        return { declaration, ...ensemble, std: ensemble.std.map((s) => spread * s), spread }
      }),
      residualMap,
      prediction,
      misfit: prediction.map((value, point) => (value - observations.value[point]!) / scales[point]!),
    }
  }
  const raw = certify(problem, size, parameters, meansOf(parts.raw))
  const versions: Solution['versions'] = { raw: versionOf('raw', parts.raw, raw.map), refined: null }
  let refined: Certificate | null = null
  if (parts.refined) {
    // The reference belongs to the given data, so it is the raw one's where the polish left that alone.
    const means = meansOf(parts.refined)
    const keepsGiven = isSame(problem.given(means), problem.given(meansOf(parts.raw)))
    refined = certify(problem, size, parameters, means, keepsGiven ? raw.reference : undefined)
    versions.refined = versionOf('refined', parts.refined, refined.map)
  }
  const exported = versions.refined ?? versions.raw
  const { mean, samples } = exported.fields[0]!
  const fit = (version: SolutionVersion): Fit => fitOf(observations, noise.sigma, version)
  return {
    problem,
    grid,
    ...exported,
    exported: refined ? 'refined' : 'raw',
    versions,
    observations,
    observationFile: parts.observationFile,
    sigma: noise.sigma,
    document: {
      schema: 'fieldsmith.solution/2',
      problem: problem.id,
      model: parts.model,
      provider: parts.provider,
      seed: parts.seed,
      samples: samples.length / mean.length,
      steps: parts.steps,
      refined: refined !== null,
      parameters: { ...parameters },
      outsideTraining: outsideTraining(problem, parameters),
      observations: {
        count: observationCount(observations),
        byField: countByField(observations),
        noise: noise.byField,
        ...fit(exported),
        raw: fit(versions.raw),
        refined: versions.refined && fit(versions.refined),
      },
      alarms: [...parts.alarms],
      nextSensors: nextSensors(exported.fields, grid, observations, noise.sigma),
      evaluations: parts.evaluations,
      residual: { raw: raw.norms, refined: refined && refined.norms },
      timingsMs: parts.timingsMs,
      files: [...solutionFileNames],
    },
  }
}

type Fit = SolutionDocument['observations']['raw']

function fitOf(observations: Observations, sigma: Float64Array, { prediction, misfit }: SolutionVersion): Fit {
  const difference = prediction.map((value, point) => value - observations.value[point]!)
  const noisy = misfit.filter((_, point) => sigma[point]! > 0)
  const exact = difference.filter((_, point) => sigma[point] === 0)
  return {
    rmsMisfit: Object.fromEntries(
      observations.fields.map((key, index) => [
        key,
        rootMeanSquare(difference.filter((_, point) => observations.field[point] === index)),
      ]),
    ),
    reducedChiSquare: noisy.length > 0 ? rootMeanSquare(noisy) ** 2 : 0,
    ...(exact.length > 0 && { exactViolation: largestMagnitude(exact) }),
  }
}

/** What a misfit is measured in: the noise, and for exact values a thousandth of their field's RMS value. */
function misfitScales(observations: Observations, sigma: Float64Array): Float64Array {
  const tolerances = observations.fields.map((_, index) => {
    const values = observations.value.filter((_value, point) => observations.field[point] === index)
    return exactTolerance * rootMeanSquare(values) || Number.MIN_VALUE
  })
  return sigma.map((s, point) => (s > 0 ? s : tolerances[observations.field[point]!]!))
}

const exactTolerance = 1e-3

/** The best places for a further sensor of each field, the field in whose variance it would tell most first. */
function nextSensors(
  fields: readonly FieldEnsemble[],
  grid: Grid,
  observations: Observations,
  sigma: Float64Array,
): SensorProposal[] {
  return fields
    .flatMap(({ declaration: { key }, mean, samples }) => {
      const own = sigma.filter((_, point) => observations.fields[observations.field[point]!] === key)
      // A further sensor is taken to be as good as those there are, or of the noise that is assumed of them.
      const typical = own.length > 0 ? median([...own]) : assumedNoise.level * rootMeanSquare(mean)
      const members = samples.length / mean.length
      return proposeSensors({ samples, members, grid, sigma: typical }).map((place) => ({ field: key, ...place }))
    })
    .toSorted((a, b) => b.gain - a.gain)
}

const isSame = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => value === b[i])

/** The mean fields, by key. */
export function meansOf(ensembles: Readonly<Record<string, Ensemble>>): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(ensembles).map(([key, { mean }]) => [key, mean]))
}
