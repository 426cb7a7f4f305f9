/** Rows of a long list that are drawn, and where. */
export interface RowWindow {
  readonly first: number
  /** One behind the last. */
  readonly end: number
  /** Where the first of them begins, from the top of the list. */
  readonly topPx: number
}

/** Browsers let an element be no taller than some 16 million pixels. */
const tallestPx = 15_000_000

/** What a list with so many rows is tall; scrolling maps onto all rows where that is less than the rows' sum. */
export function listHeight(count: number, rowPx: number): number {
  return Math.min(count * rowPx, tallestPx)
}

/** The rows that are seen, with a few beyond both edges. */
export function rowWindow(count: number, rowPx: number, scrollTopPx: number, viewPx: number): RowWindow {
  const beyond = 4
  const seen = Math.ceil(viewPx / rowPx) + 1
  const top = firstSeen(count, rowPx, scrollTopPx, viewPx)
  const first = Math.max(0, Math.floor(top) - beyond)
  const end = Math.min(count, Math.floor(top) + seen + beyond)
  return { first, end, topPx: scrollTopPx - (top - first) * rowPx }
}

/** How far to scroll so that a row is seen: not at all where it is. */
export function scrollTo(row: number, count: number, rowPx: number, scrollTopPx: number, viewPx: number): number {
  const top = firstSeen(count, rowPx, scrollTopPx, viewPx)
  const fitting = Math.max(1, Math.floor(viewPx / rowPx))
  if (row >= top && row + 1 <= top + viewPx / rowPx) return scrollTopPx
  const wanted = row < top ? row : row - fitting + 1
  return wanted / rowsPerPixel(count, rowPx, viewPx)
}

/** The row at the upper edge, with its hidden share as a fraction. */
function firstSeen(count: number, rowPx: number, scrollTopPx: number, viewPx: number): number {
  return Math.max(0, scrollTopPx) * rowsPerPixel(count, rowPx, viewPx)
}

function rowsPerPixel(count: number, rowPx: number, viewPx: number): number {
  const hiddenRows = count - viewPx / rowPx
  const hiddenPx = listHeight(count, rowPx) - viewPx
  return hiddenPx <= 0 ? 1 / rowPx : hiddenRows / hiddenPx
}
