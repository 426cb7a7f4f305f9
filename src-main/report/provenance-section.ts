import { countWithoutNoise } from '../field/observations'
import { fieldOfRole, nameOfGiven } from '../problems/problem'
import type { Markup } from './markup'
import { formatCount, formatNumber, formatQuantity } from './numbers'
import { assumptionList, gridAssumption, provenanceTable } from './page'
import type { FieldEnsemble, Solution } from './solution'

/** What the numbers rest on, so that a reader can tell when they do not apply. */
export function assumptionsSection({
  problem,
  observations,
  document,
  exported,
  grid,
  sigma,
  fields,
}: Solution): Markup {
  const withoutNoise = countWithoutNoise(observations)
  const given = nameOfGiven(problem)
  const sought = fieldOfRole(problem, 'solution').name.toLowerCase()
  // What is positive is reconstructed by its logarithm.
  const logarithmic = problem.fields.some(({ role, minimum = 0 }) => role === 'coefficient' && minimum > 0)
  const independent = 'The noise of different sensors is taken to be independent.'
  const noise =
    withoutNoise === 0
      ? `The noise of every sensor is the one its file states. ${independent}`
      : `The file states no noise for ${formatCount(withoutNoise)} of ${formatCount(sigma.length)} measurements; the noise listed with them was assumed by the solve, or estimated by it. ${independent}`
  const spread =
    document.samples === 1
      ? 'A single fit was made, so the standard deviations are zero and say nothing of the error.'
      : `Standard deviations and quantiles are of ${formatCount(document.samples)} fits, each to measurements with noise of its own and from a start of its own${spreadNote(fields)}.`
  return assumptionList([
    'The fields are of the kind the model was trained on, with the parameters listed above. Where the measurements tell that they are not, an alarm stands at the head of this report; away from the sensors nothing can tell.',
    noise,
    spread,
    gridAssumption(grid),
    exported === 'refined'
      ? `The refinement fits the ${given} to the measurements through the reference solver and takes the ${sought} from that solver. It removes the residual, not what error is left in the ${given}.${logarithmic ? ` The mean ${given} is the geometric one.` : ''}`
      : 'The fields are the network’s own; no refinement was applied.',
  ])
}

/** What the members' deviations were multiplied by, where that is not one. */
function spreadNote(fields: readonly FieldEnsemble[]): string {
  const spread = fields.filter((field) => field.spread !== 1)
  if (spread.length === 0) return ''
  const factors = spread.map((field) => `${formatNumber(field.spread)} for ${field.declaration.key}`).join(', ')
  return `, spread by a factor measured on cases of known fields: ${factors}`
}

/** How to make the same fields again. */
export function provenanceSection({ document, observationFile }: Solution): Markup {
  const { model, provider, seed, samples, steps, evaluations, timingsMs } = document
  const milliseconds = (value: number) => formatQuantity(value, 'ms')
  return provenanceTable([
    ['Observation file', observationFile],
    ['Model', model.id],
    ['Model SHA-256', model.sha256],
    ['Provider', `ONNX Runtime, ${provider}`],
    ['Seed', `${seed}`],
    ['Ensemble members', formatCount(samples)],
    ['Sampling steps', formatCount(steps)],
    [
      'Network',
      `${formatCount(evaluations.network)} runs, ${formatCount(evaluations.gradient)} of its gradient, for each member`,
    ],
    [
      'Timings',
      `load ${milliseconds(timingsMs.load)}, inference ${milliseconds(timingsMs.infer)}, refinement ${milliseconds(timingsMs.refine)}, total ${milliseconds(timingsMs.total)}`,
    ],
    ['Schema', document.schema],
  ])
}
