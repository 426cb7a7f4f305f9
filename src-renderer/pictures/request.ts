import type { FieldView } from '../scene/field-view'
import type { Workbench } from '../stores/workbench.svelte'

/** What a saved picture says of itself: enough to make its field again. */
export interface PictureRequest {
  readonly schema: 'fieldsmith.picture/1'
  readonly problem: string
  readonly model: { readonly id: string; readonly sha256: string } | undefined
  readonly parameters: Readonly<Record<string, number>>
  readonly seed: number
  readonly steps: number
  readonly field: string
  /** What of it is shown, e.g. `mean`. */
  readonly statistic: string
  /** Of a reconstruction: what was asked, without the values of the sensors. */
  readonly reconstruction?: {
    readonly observationFile: string
    readonly observations: number
    readonly samples: number
    readonly version: string
    readonly refined: boolean
  }
  readonly range: { readonly minimum: number; readonly maximum: number }
  /** Relative L2 residual of the field that is shown; absent for spreads and quantiles. */
  readonly residual?: number
}

/** The request behind what a workbench shows. */
export function pictureRequest(
  { problem, sampling, reconstruction, display }: Workbench,
  view: FieldView,
  range: PictureRequest['range'],
): PictureRequest {
  const common = {
    schema: 'fieldsmith.picture/1',
    problem: problem.id,
    field: view.field.of,
    statistic: view.statistic,
    range,
  } as const
  const { solution } = reconstruction
  if (display.source === 'solution' && solution) {
    const { document, request, views } = solution
    const { version, kind } = views.shown.choice
    const certified = version === 'refined' ? document.residual.refined : document.residual.raw
    return {
      ...common,
      model: document.model,
      parameters: document.parameters,
      seed: document.seed,
      steps: document.steps,
      reconstruction: {
        observationFile: request.observationFile,
        observations: document.observations.count,
        samples: document.samples,
        version,
        refined: document.refined,
      },
      ...(kind === 'mean' && certified && { residual: certified.l2Relative }),
    }
  }
  const { result } = sampling
  return {
    ...common,
    model: result?.model,
    parameters: result?.parameters ?? { ...sampling.parameters },
    seed: result?.seed ?? sampling.seed,
    steps: result?.steps ?? sampling.steps,
    ...(result && { residual: result.residual.l2Relative }),
  }
}
