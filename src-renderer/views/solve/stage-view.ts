import type { Insets } from '../../scene/camera-fit'
import type { SliceEnd } from '../../scene/field-scene'
import type { DomainPoint, PictureContent } from '../../scene/picture'

/** What the three-dimensional and the plain view of a field are both given. */
export type StageContent = PictureContent

/** Further than this a press has become a turn of the picture. */
export const clickReachPx = 4
export const pinReachPx = 8

export interface StageViewProps {
  content: StageContent
  /** Parts of the view that controls cover. */
  insets: Insets
  /** The ends of the slice can be moved. */
  adjustable: boolean
  /** The point under the pointer, and the index of the pin there. */
  onpoint: (point: DomainPoint | undefined, pin: number | undefined) => void
  /** The field was pressed without turning the picture; `straight` is asked for by Shift. */
  onpress: (point: DomainPoint, pin: number | undefined, straight: boolean) => void
  /** An end of the slice is dragged to a point; `undefined` when it is let go. */
  onend: (end: SliceEnd, to: DomainPoint | undefined, straight: boolean) => void
}
