import type { Insets } from '../../scene/camera-fit'
import type { DomainPoint, PictureContent } from '../../scene/picture'

/** What the three-dimensional and the plain view of a field are both given. */
export type StageContent = PictureContent

export interface StageViewProps {
  content: StageContent
  /** Parts of the view that controls cover. */
  insets: Insets
  /** The point under the pointer, and the index of the pin there. */
  onpoint: (point: DomainPoint | undefined, pin: number | undefined) => void
}
