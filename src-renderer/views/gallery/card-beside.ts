type Box = Pick<DOMRect, 'left' | 'top'>

/** Index of the card that an arrow key leads to from the card `at`; undefined where it leads nowhere. */
export function cardBeside(boxes: readonly Box[], at: number, key: string): number | undefined {
  const from = boxes[at]
  if (!from) return undefined
  if (key === 'Home') return 0
  if (key === 'End') return boxes.length - 1
  if (key === 'ArrowRight') return at + 1 < boxes.length ? at + 1 : undefined
  if (key === 'ArrowLeft') return at > 0 ? at - 1 : undefined
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const forward = key === 'ArrowDown'
  const rows = boxes
    .map((box, index) => ({ index, distance: forward ? box.top - from.top : from.top - box.top, aside: box.left }))
    .filter(({ distance }) => distance > 1)
  const nearest = Math.min(...rows.map(({ distance }) => distance))
  return rows
    .filter(({ distance }) => distance < nearest + 1)
    .toSorted((a, b) => Math.abs(a.aside - from.left) - Math.abs(b.aside - from.left))[0]?.index
}
