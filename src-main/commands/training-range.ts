import { outsideTraining } from '../problems/parameters'
import type { Parameters, Problem } from '../problems/problem'
import type { CommandContext } from './command'

/** Notes every parameter that takes the model beyond what it was trained on. */
export function noteOutsideTraining(problem: Problem, parameters: Parameters, context: CommandContext): void {
  for (const outside of outsideTraining(problem, parameters)) {
    const { key, minimum, maximum, unit } = problem.parameters.find((parameter) => parameter.key === outside)!
    context.note(
      `warning[outside-training]: the model was not trained on this value, at ${key}, ` +
        `expected ${minimum} to ${maximum}${unit === '1' ? '' : ` ${unit}`}, received ${parameters[key]}`,
    )
  }
}
