import { z } from 'zod'
import type { ComparedModel } from '../../contract/calls'
import type { ModelManifest } from '../../library/manifest'
import type { Parameters } from '../../problems/problem'
import { generate } from '../../tasks/generate'
import type { Student } from '../../tasks/student'
import { samplePayloads } from '../payloads'

const figure = z.number().optional().catch(undefined)
const channelSchema = z.looseObject({
  varianceRatio: figure,
  slicedWasserstein: figure,
  dataSlicedWasserstein: figure,
})
const measuredSchema = z.looseObject({
  latencyMs: figure,
  quality: z
    .looseObject({
      pdeError: z.looseObject({ mean: figure, median: figure }).catch({ mean: undefined, median: undefined }),
      floor: figure,
      channels: z.record(z.string(), channelSchema).catch({}),
    })
    .catch({ pdeError: { mean: undefined, median: undefined }, floor: undefined, channels: {} }),
})
/** What a comparison shows of a card: its figures in one step, and in each number of steps; what it lacks stays out. */
const cardSchema = measuredSchema.extend({
  bySteps: z.array(measuredSchema.extend({ steps: z.number() })).catch([]),
})

/** The figures of a package's card in that many steps that two models are compared by. */
export function figuresOf(card: ModelManifest['card'], steps: number): ComparedModel['figures'] {
  const { bySteps, ...oneStep } = cardSchema.parse(card)
  const measured = bySteps.find((of) => of.steps === steps) ?? (steps === 1 ? oneStep : measuredSchema.parse({}))
  const { pdeError, floor, channels } = measured.quality
  const byField = (key: 'varianceRatio' | 'slicedWasserstein' | 'dataSlicedWasserstein'): Record<string, number> =>
    told(Object.fromEntries(Object.entries(channels).map(([field, of]) => [field, of[key]])))
  return {
    ...told({ pdeError: pdeError.mean, pdeErrorMedian: pdeError.median, floor, latencyMs: measured.latencyMs }),
    varianceRatio: byField('varianceRatio'),
    slicedWasserstein: byField('slicedWasserstein'),
    dataSlicedWasserstein: byField('dataSlicedWasserstein'),
  }
}

/** The figures that are there. */
function told(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** One side of a comparison: the card's figures, and a sample in as many steps as asked for, or the most that it serves. */
export async function comparedModel(
  student: Student,
  parameters: Parameters,
  seed: number,
  steps: number,
): Promise<ComparedModel> {
  const { model, problem, size } = student
  const { id, gridSize, steps: served, card } = model.manifest
  const sampledSteps = Math.max(1, ...served.filter((k) => k <= steps))
  const { fields, certificate, inferMs } = await generate(student, parameters, seed, sampledSteps)
  return {
    id,
    sha256: model.sha256,
    gridSize,
    steps: [...served],
    sampledSteps,
    figures: figuresOf(card, sampledSteps),
    fields: samplePayloads(problem, size, fields, certificate.map),
    residual: certificate.norms,
    inferMs,
  }
}
