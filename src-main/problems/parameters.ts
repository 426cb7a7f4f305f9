import { Failure, type FailureDetail } from '../field/failure'
import type { RandomStream } from '../numerics/random'
import type { ParameterDeclaration, Parameters, Problem } from './problem'

/**
 * A full set of parameters: those given, the rest at their defaults.
 *
 * @throws Failure as {@link checkGivenParameters}
 */
export function checkParameters(problem: Problem, given: Parameters): Parameters {
  checkGivenParameters(problem, given)
  return { ...defaultParameters(problem), ...given }
}

/**
 * Refuses parameters that the problem does not have, or that are not admissible. What lies beyond the slider is
 * accepted; {@link outsideTraining} tells of it.
 *
 * @throws Failure `unknown-parameter` or `parameter-out-of-range`; every further finding is among its `others`.
 */
export function checkGivenParameters(problem: Problem, given: Parameters): void {
  const declared = new Map(problem.parameters.map((parameter) => [parameter.key, parameter]))
  const findings = Object.entries(given).flatMap(
    ([key, value]) => finding(problem, declared.get(key), key, value) ?? [],
  )
  if (findings.length > 0) throw new Failure(findings[0]!, findings.slice(1))
}

export function defaultParameters(problem: Problem): Parameters {
  return Object.fromEntries(problem.parameters.map((parameter) => [parameter.key, parameter.default]))
}

/** Rounding of a slider's own end. */
const conditionTolerance = 1e-9

/**
 * Keys of the parameters that take a model beyond what it was trained on: those outside their sliders that move an entry
 * of the condition out of [-1, 1]. A parameter that only scales the fields is none of them, whatever its value.
 */
export function outsideTraining(
  { parameters: declared, condition }: Pick<Problem, 'parameters' | 'condition'>,
  parameters: Parameters,
): string[] {
  const entries = condition(parameters)
  return declared
    .filter(({ key, minimum, maximum }) => {
      const value = parameterValue(parameters, key)
      const nearest = Math.min(maximum, Math.max(minimum, value))
      if (nearest === value) return false
      const within = condition({ ...parameters, [key]: nearest })
      return entries.some((entry, i) => Math.abs(entry) > 1 + conditionTolerance && entry !== within[i])
    })
    .map(({ key }) => key)
}

/** The value of a parameter that has been checked before. */
export function parameterValue(parameters: Parameters, key: string): number {
  const value = parameters[key]
  if (value === undefined) throw new Error(`parameter ${key} is missing; checkParameters fills the defaults`)
  return value
}

/** A full set of parameters from their training distribution: each uniform over its range on its own scale. */
export function drawParameters(problem: Pick<Problem, 'parameters'>, random: RandomStream): Parameters {
  return Object.fromEntries(problem.parameters.map((parameter) => [parameter.key, drawUniformly(parameter, random)]))
}

export function drawUniformly({ minimum, maximum, scale }: ParameterDeclaration, random: RandomStream): number {
  const fraction = random.uniform()
  return scale === 'log' ? minimum * (maximum / minimum) ** fraction : minimum + (maximum - minimum) * fraction
}

function finding(
  problem: Problem,
  parameter: ParameterDeclaration | undefined,
  key: string,
  value: number,
): FailureDetail | undefined {
  if (parameter === undefined) {
    return {
      code: 'unknown-parameter',
      kind: 'usage',
      what: `${problem.title} has no such parameter`,
      where: key,
      expected: problem.parameters.map((known) => known.key).join(', '),
      received: key,
    }
  }
  const { minimum, maximum } = parameter.admissible
  if (value >= minimum && value <= maximum) return undefined
  return {
    code: 'parameter-out-of-range',
    kind: 'usage',
    what: `${parameter.name.toLowerCase()} is out of range`,
    where: key,
    expected: `${minimum} to ${maximum}${parameter.unit === '1' ? '' : ` ${parameter.unit}`}`,
    received: String(value),
  }
}
