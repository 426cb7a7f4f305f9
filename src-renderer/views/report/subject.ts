import type { CertifiedNorms, FieldPayload, ObservedPoint, ProblemDescription } from '../../../src-main/contract/calls'
import type { SampleResult } from '../../stores/sampling.svelte'
import type { Solution } from '../../stores/reconstruction.svelte'
import type { Workbench } from '../../stores/workbench.svelte'

/** What a report is of: the reconstruction or the sample that Solve shows. */
export interface ReportSubject {
  readonly problem: ProblemDescription
  readonly solution: Solution | undefined
  readonly sample: SampleResult | undefined
  readonly parameters: Readonly<Record<string, number>>
  readonly outsideTraining: readonly string[]
  readonly residual: { readonly raw: CertifiedNorms; readonly refined: CertifiedNorms | null }
  /** Of the exported version: the means, or the sample itself. */
  readonly means: readonly FieldPayload[]
  /** Empty for a sample. */
  readonly deviations: readonly FieldPayload[]
  readonly residualMap: FieldPayload
  /** With their misfits to the means; a spread-out part of very many. */
  readonly points: readonly ObservedPoint[]
}

/** Undefined while there is nothing to report on. */
export function subjectOf({ problem, display, reconstruction, sampling }: Workbench): ReportSubject | undefined {
  const { solution } = reconstruction
  if (display.source === 'solution' && solution) {
    const { document, fields, points } = solution
    const ending = (suffix: string): FieldPayload[] => fields.filter(({ key }) => key.endsWith(suffix))
    return {
      ...{ problem, solution, points, sample: undefined },
      parameters: document.parameters,
      outsideTraining: document.outsideTraining,
      residual: document.residual,
      means: ending('_mean'),
      deviations: ending('_std'),
      residualMap: fields.find(({ of }) => of === 'residual')!,
    }
  }
  const sample = sampling.result
  if (!sample) return undefined
  return {
    ...{ problem, sample, solution: undefined, points: [] },
    parameters: sample.parameters,
    outsideTraining: sample.outsideTraining,
    residual: { raw: sample.residual, refined: null },
    means: sample.fields.filter(({ of }) => of !== 'residual'),
    deviations: [],
    residualMap: sample.fields.find(({ of }) => of === 'residual')!,
  }
}

/** What was asked for, as JSON: everything that determines the fields but the measurements themselves. */
export function requestText({ problem, solution, sample }: ReportSubject): string {
  const request = solution
    ? {
        call: 'solve',
        ...solution.request,
        observations: solution.document.observations.byField,
        model: solution.document.model,
      }
    : {
        call: 'generate',
        problem: problem.id,
        parameters: sample!.parameters,
        seed: sample!.seed,
        steps: sample!.steps,
        model: sample!.model,
      }
  return JSON.stringify(request, undefined, 2)
}
