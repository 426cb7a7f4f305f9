import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { middleOf, outlineOf, refineChain } from '../../../src-renderer/scene/supports'

const line = { x: 0.2, y: 0.4, average: { shape: 'line', x: 0.6, y: 0.4 } } as const
const box = { x: 0.1, y: 0.2, average: { shape: 'box', x: 0.3, y: 0.6 } } as const

describe('what a measurement averages over', () => {
  it('has its pin in the middle', () => {
    expect(middleOf({ x: 0.3, y: 0.7 })).toEqual({ x: 0.3, y: 0.7 })
    expect(middleOf(line)).toEqual({ x: 0.4, y: 0.4 })
    expect(middleOf(box)).toEqual({ x: 0.2, y: 0.4 })
  })
  it('is drawn as a line, or as a closed box, and not at all for a point', () => {
    expect(outlineOf({ x: 0.3, y: 0.7 })).toEqual([])
    expect(outlineOf(line)).toEqual([
      { x: 0.2, y: 0.4 },
      { x: 0.6, y: 0.4 },
    ])
    const corners = outlineOf(box)
    expect(corners[0]).toEqual(corners[4])
    expect(new Set(corners.map(({ x, y }) => `${x} ${y}`)).size).toBe(4)
  })
})

describe('a refined chain', () => {
  it('keeps its corners, has no long step, and is as long as before', () => {
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true })
    const chains = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(chains, fc.double({ min: 0.01, max: 1, noNaN: true }), (chain, step) => {
        const refined = refineChain(chain, step)
        const lengths = (points: readonly { x: number; y: number }[]) =>
          points.slice(1).map(({ x, y }, i) => Math.hypot(x - points[i]!.x, y - points[i]!.y))
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
        expect(Math.max(...lengths(refined))).toBeLessThanOrEqual(step * (1 + 1e-9))
        expect(sum(lengths(refined))).toBeCloseTo(sum(lengths(chain)), 9)
        for (const corner of chain) expect(refined).toContainEqual(corner)
      }),
    )
  })
  it('of nothing is nothing', () => expect(refineChain([], 0.1)).toEqual([]))
})
