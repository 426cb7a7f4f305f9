import type { ComparedModel } from '../../../src-main/contract/calls'
import { formatEntry, formatMilliseconds, formatNumber } from '../../components/number-format'
import { words } from '../../text/words.svelte'
import { admissibleVariance } from './curves'

/** One figure of both models, written as it is shown. */
export interface ComparedFigure {
  readonly key: string
  readonly name: string
  /** Field that it belongs to, where there is one of each. */
  readonly field?: string
  readonly explanation: string
  readonly trained: string
  readonly inUse: string | undefined
  /** Which of the two is clearly better. */
  readonly better: 'trained' | 'inUse' | undefined
}

/** Differences below this share of the smaller value are no news. */
const noticeable = 0.02

type Figures = ComparedModel['figures']

/** What is smaller the better: an error, a distance, a time, or a variance ratio's distance from one. */
function smaller(trained: number | undefined, inUse: number | undefined): ComparedFigure['better'] {
  if (trained === undefined || inUse === undefined) return undefined
  if (Math.abs(trained - inUse) <= noticeable * Math.min(Math.abs(trained), Math.abs(inUse))) return undefined
  return trained < inUse ? 'trained' : 'inUse'
}

function written(value: number | undefined, write: (value: number) => string): string {
  return value === undefined ? '–' : write(value)
}

/** The figures of both cards side by side; a figure that neither card has is left out. */
export function comparedFigures(
  trained: Figures,
  inUse: Figures | undefined,
  fields: readonly string[],
): readonly ComparedFigure[] {
  const plain = (
    key: 'pdeError' | 'pdeErrorMedian' | 'latencyMs' | 'floor',
    name: string,
    explanation: string,
    write: (value: number) => string = formatNumber,
  ): ComparedFigure => ({
    key,
    name,
    explanation,
    trained: written(trained[key], write),
    inUse: inUse && written(inUse[key], write),
    // The floor belongs to the problem and not to the model.
    better: key === 'floor' ? undefined : smaller(trained[key], inUse?.[key]),
  })
  const byField = (
    key: 'varianceRatio' | 'slicedWasserstein',
    name: string,
    explanation: string,
    size: (value: number | undefined) => number | undefined,
    write: (figures: Figures, field: string) => string,
  ): ComparedFigure[] =>
    fields.map((field) => ({
      key: `${key}.${field}`,
      name,
      field,
      explanation,
      trained: write(trained, field),
      inUse: inUse && write(inUse, field),
      better: smaller(size(trained[key][field]), size(inUse?.[key][field])),
    }))
  const { names, explanations } = words().train.compare
  const [from, to] = [formatEntry(admissibleVariance.minimum), formatEntry(admissibleVariance.maximum)]
  const figures = [
    plain('pdeError', names.pdeError, explanations.pdeError),
    plain('pdeErrorMedian', names.pdeErrorMedian, explanations.pdeErrorMedian),
    plain('floor', names.floor, explanations.floor),
    plain('latencyMs', names.latencyMs, explanations.latencyMs, formatMilliseconds),
    ...byField(
      'varianceRatio',
      names.varianceRatio,
      explanations.varianceRatio(from, to),
      (value) => value && Math.max(0, Math.abs(Math.log(value)) - Math.log(admissibleVariance.maximum)),
      ({ varianceRatio }, field) => written(varianceRatio[field], formatNumber),
    ),
    ...byField(
      'slicedWasserstein',
      names.slicedWasserstein,
      explanations.slicedWasserstein,
      (value) => value,
      ({ slicedWasserstein, dataSlicedWasserstein }, field) => {
        const [distance, yardstick] = [slicedWasserstein[field], dataSlicedWasserstein[field]]
        if (distance === undefined || yardstick === undefined || yardstick === 0) return written(distance, formatNumber)
        return `${formatNumber(distance / yardstick, 2)} ×`
      },
    ),
  ]
  return figures.filter(({ trained: one, inUse: other }) => one !== '–' || (other !== undefined && other !== '–'))
}

/** A field's variance ratio in words; undefined where it is as it should be. */
export function varianceFault(value: number): string | undefined {
  if (value < admissibleVariance.minimum) return words().train.facts.tooLittle
  return value > admissibleVariance.maximum ? words().train.facts.tooMuch : undefined
}
