import type { ViewSettings } from '../../../src-main/contract/view-settings'
import { contourLevels } from '../../scene/contours'
import type { FieldView } from '../../scene/field-view'
import { overlayRange } from '../../scene/overlay'
import type { Overlay, PictureContent } from '../../scene/picture'
import type { ValueRange } from '../../scene/value-range'

/** Where the equation is left unmet by the shown fields; undefined where that is not known, or shown already. */
export function residualOverlay({ residual, statistic }: FieldView): Overlay | undefined {
  if (!residual || statistic === 'residual' || statistic === 'deviation') return undefined
  const range = overlayRange(residual)
  return range && { field: residual, range }
}

type Drawn = Pick<
  PictureContent,
  'field' | 'map' | 'range' | 'contours' | 'contourLabels' | 'arrows' | 'streamlines' | 'relief'
>

/** How the settings say that a view is drawn, without what stands on it and without {@link residualOverlay}. */
export function stageContent(
  { field, map, flow }: FieldView,
  range: ValueRange,
  { contours, arrows, streamlines, relief }: ViewSettings,
): Drawn {
  const levels = contourLevels(range, contours)
  return {
    field,
    map,
    range,
    relief,
    contours: levels.values,
    contourLabels: levels.labels,
    arrows: arrows ? flow : undefined,
    streamlines: streamlines ? flow : undefined,
  }
}
