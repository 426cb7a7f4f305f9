export interface Extent {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const gap = 14
const margin = 8

/**
 * Where a card of a size stands beside a control: right of it, or else left of it, level with its beginning and within
 * the window. Undefined where there is no room on either side.
 */
export function placeBeside(
  control: Extent,
  card: Pick<Extent, 'width' | 'height'>,
  frame: Pick<Extent, 'width' | 'height'>,
): { left: number; top: number; side: 'left' | 'right' } | undefined {
  const right = control.left + control.width + gap
  const left = control.left - gap - card.width
  const side = right + card.width + margin <= frame.width ? 'right' : left >= margin ? 'left' : undefined
  if (side === undefined) return undefined
  const top = Math.max(margin, Math.min(control.top, frame.height - card.height - margin))
  return { left: side === 'right' ? right : left, top, side }
}
