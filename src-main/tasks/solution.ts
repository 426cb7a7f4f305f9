/** From the members of an ensemble to a solution: mean and spread, misfit at the sensors, certified residuals. */
import type { SolutionDocument } from '../contract/calls'
import { rootMeanSquare } from '../field/norms'
import { countByField, observationCount, type Observations } from '../field/observations'
import type { Parameters, Problem } from '../problems/problem'
import { certify } from '../report/residuals'
import type { FieldEnsemble, Solution } from '../report/solution'
import { solutionFileNames } from '../report/solution-files'
import { predictionsOf } from './measurement'

export type { FieldEnsemble, Solution } from '../report/solution'

/** Mean, spread and members of one field; see {@link ensembleOf}. */
export type Ensemble = Omit<FieldEnsemble, 'declaration'>

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
  /** Noise assumed per point, none of it missing. */
  readonly sigma: Float64Array
  readonly model: SolutionDocument['model']
  readonly provider: string
  readonly seed: number
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

/** Certifies the mean fields, raw and refined, compares the exported ones with the sensors, and writes the document. */
export function assembleSolution(parts: SolutionParts): Solution {
  const { problem, size, parameters, observations, sigma } = parts
  const exported = parts.refined ?? parts.raw
  const raw = certify(problem, size, parameters, meansOf(parts.raw))
  // The reference belongs to the coefficient, so it is the raw one's where the polish left the coefficient alone.
  const keepsCoefficient = problem.fields.every(
    ({ key, role }) => role !== 'coefficient' || exported[key]!.mean === parts.raw[key]!.mean,
  )
  const refined =
    parts.refined &&
    certify(problem, size, parameters, meansOf(parts.refined), keepsCoefficient ? raw.reference : undefined)
  const grid = problem.grid(size)
  const fields = problem.fields.map((declaration) => ({ declaration, ...exported[declaration.key]! }))
  const prediction = predictionsOf(problem, grid, parameters, meansOf(exported), observations)
  const difference = prediction.map((value, point) => value - observations.value[point]!)
  const misfit = difference.map((value, point) => value / sigma[point]!)
  const { mean, samples } = fields[0]!
  return {
    problem,
    grid,
    fields,
    exported: refined ? 'refined' : 'raw',
    residualMap: (refined ?? raw).map,
    observations,
    observationFile: parts.observationFile,
    sigma,
    prediction,
    misfit,
    document: {
      schema: 'fieldsmith.solution/1',
      problem: problem.id,
      model: parts.model,
      provider: parts.provider,
      seed: parts.seed,
      samples: samples.length / mean.length,
      refined: refined !== null,
      parameters: { ...parameters },
      observations: {
        count: observationCount(observations),
        byField: countByField(observations),
        rmsMisfit: Object.fromEntries(
          observations.fields.map((key, index) => [
            key,
            rootMeanSquare(difference.filter((_, point) => observations.field[point] === index)),
          ]),
        ),
        reducedChiSquare: rootMeanSquare(misfit) ** 2,
      },
      residual: { raw: raw.norms, refined: refined && refined.norms },
      timingsMs: parts.timingsMs,
      files: [...solutionFileNames],
    },
  }
}

function meansOf(ensembles: Readonly<Record<string, Ensemble>>): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(ensembles).map(([key, { mean }]) => [key, mean]))
}
