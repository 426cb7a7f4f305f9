import type { ObservedPoint } from '../../src-main/contract/calls'
import type { DomainPoint } from './picture'

type Support = Pick<ObservedPoint, 'x' | 'y' | 'average'>

/** Where the pin of a measurement stands: its point, or the middle of what it averages over. */
export function middleOf({ x, y, average }: Support): DomainPoint {
  return average ? { x: (x + average.x) / 2, y: (y + average.y) / 2 } : { x, y }
}

/** What a measurement averages over as a chain of points: a line's two ends, a box's corners and the first again. */
export function outlineOf({ x, y, average }: Support): readonly DomainPoint[] {
  if (!average) return []
  const end = { x: average.x, y: average.y }
  if (average.shape === 'line') return [{ x, y }, end]
  return [{ x, y }, { x: end.x, y }, end, { x, y: end.y }, { x, y }]
}

/** The chain with more points in between, none further than `step` from the next, so that it can follow a surface. */
export function refineChain(chain: readonly DomainPoint[], step: number): DomainPoint[] {
  const refined = chain.slice(1).flatMap((to, i) => {
    const from = chain[i]!
    const parts = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step))
    return Array.from({ length: parts }, (_, k) => {
      const t = k / parts
      return { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) }
    })
  })
  return [...refined, ...chain.slice(-1)]
}
