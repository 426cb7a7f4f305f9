import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { observationTableSchema, type ObservationTable } from '../../../../src-main/contract/calls'
import { activeIds, Measurements, mostShown } from '../../../../src-renderer/stores/observations/measurements'
import { rowOf, type Row, type RowChange } from '../../../../src-renderer/stores/observations/table'
import { tableOf } from './tables'

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const field = fc.constantFrom('a', 'u', 'w0')
const sigma = fc.oneof(fc.constant(NaN), fc.double({ min: 0, max: 1e3, noNaN: true }))
const average = fc.option(
  fc.record({ shape: fc.constantFrom('line' as const, 'box' as const), x: number, y: number }),
  { nil: undefined },
)
const row: fc.Arbitrary<Row> = fc
  .record({ field, x: number, y: number, value: number, sigma, average, line: fc.nat(1000) })
  .map(({ average: to, ...rest }) => ({ ...rest, ...(to && { average: to }) }))
const rows = fc.array(row, { minLength: 1, maxLength: 12 })

type Edit =
  | { readonly kind: 'edit'; readonly at: number; readonly change: RowChange }
  | { readonly kind: 'add'; readonly row: Row }
  | { readonly kind: 'delete' | 'mute' | 'unmute'; readonly at: readonly number[] }
  | { readonly kind: 'sigma'; readonly at: readonly number[]; readonly sigma: number }
  | { readonly kind: 'field'; readonly key: string; readonly muted: boolean }

const places = fc.array(fc.nat(30), { maxLength: 4 })
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    at: fc.nat(30),
    change: fc.record(
      { field, x: number, y: number, value: number, sigma, x2: number, y2: number },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ kind: fc.constant('add' as const), row }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'mute' as const, 'unmute' as const), at: places }),
  fc.record({ kind: fc.constant('sigma' as const), at: places, sigma }),
  fc.record({ kind: fc.constant('field' as const), key: field, muted: fc.boolean() }),
)

/** Plain objects with the number of each row, which every edit is checked against. */
interface Model {
  readonly rows: readonly { readonly id: number; readonly row: Row; readonly muted: boolean }[]
  readonly next: number
}

function apply(file: Measurements, wanted: Edit): Measurements {
  const within = (at: readonly number[]): number[] => at.filter((row) => row < file.count)
  switch (wanted.kind) {
    case 'edit':
      return wanted.at < file.count ? file.edit(wanted.at, wanted.change) : file
    case 'add':
      return file.add(wanted.row)
    case 'delete':
      return file.delete(within(wanted.at))
    case 'mute':
    case 'unmute':
      return file.mute(within(wanted.at), wanted.kind === 'mute')
    case 'sigma':
      return file.setSigma(within(wanted.at), wanted.sigma)
    case 'field':
      return file.muteField(wanted.key, wanted.muted)
  }
}

function applyToModel({ rows: all, next }: Model, wanted: Edit): Model {
  switch (wanted.kind) {
    case 'edit': {
      const { x2, y2, ...plain } = wanted.change
      const edited = all.map((one, i) => {
        if (i !== wanted.at) return one
        const to = one.row.average
        const end = to && { average: { ...to, ...(x2 !== undefined && { x: x2 }), ...(y2 !== undefined && { y: y2 }) } }
        return { ...one, row: { ...one.row, ...plain, ...end } }
      })
      return { rows: edited, next }
    }
    case 'add': {
      const { average: _none, ...point } = wanted.row
      return { rows: [...all, { id: next, row: { ...point, line: 0 }, muted: false }], next: next + 1 }
    }
    case 'delete':
      return { rows: all.filter((_, i) => !wanted.at.includes(i)), next }
    case 'mute':
    case 'unmute':
      return {
        rows: all.map((one, i) => (wanted.at.includes(i) ? { ...one, muted: wanted.kind === 'mute' } : one)),
        next,
      }
    case 'sigma':
      return {
        rows: all.map((one, i) => (wanted.at.includes(i) ? { ...one, row: { ...one.row, sigma: wanted.sigma } } : one)),
        next,
      }
    case 'field':
      return { rows: all.map((one) => (one.row.field === wanted.key ? { ...one, muted: wanted.muted } : one)), next }
  }
}

const contentOf = (table: ObservationTable): Row[] => Array.from(table.value, (_, i) => rowOf(table, i))
const bitsOf = ({ table, muted }: Measurements): string => JSON.stringify([contentOf(table), [...muted]])

describe('measurements under any edits', () => {
  it('are what the same edits make of plain rows, and stay a table of the contract', () => {
    fc.assert(
      fc.property(rows, fc.array(edit, { maxLength: 12 }), (first, edits) => {
        let file = new Measurements('a.csv', tableOf(first))
        let model: Model = { rows: first.map((one, id) => ({ id, row: one, muted: false })), next: first.length }
        for (const wanted of edits) {
          file = apply(file, wanted)
          // A number is given again once the row that had the largest is gone: it only has to differ from all others.
          model = applyToModel({ ...model, next: (model.rows.at(-1)?.id ?? -1) + 1 }, wanted)
        }
        expect(contentOf(file.table)).toEqual(model.rows.map(({ row: one }) => one))
        expect([...file.muted].map(Boolean)).toEqual(model.rows.map(({ muted }) => muted))
        expect([...file.ids]).toEqual(model.rows.map(({ id }) => id))
        expect(observationTableSchema.safeParse(file.table).error).toBeUndefined()
      }),
    )
  })

  it('leave every former value as it was', () => {
    fc.assert(
      fc.property(rows, fc.array(edit, { minLength: 1, maxLength: 8 }), (first, edits) => {
        const states = [new Measurements('a.csv', tableOf(first))]
        const then: string[] = [bitsOf(states[0]!)]
        for (const wanted of edits) {
          states.push(apply(states.at(-1)!, wanted))
          then.push(bitsOf(states.at(-1)!))
        }
        expect(states.map(bitsOf)).toEqual(then)
      }),
    )
  })

  it('give a solve exactly the rows that are not muted, on the fields that they measure', () => {
    fc.assert(
      fc.property(rows, fc.array(edit, { maxLength: 8 }), (first, edits) => {
        const file = edits.reduce(apply, new Measurements('a.csv', tableOf(first)))
        const { table, rows: active } = file.active
        const expected = contentOf(file.table).filter((_, i) => file.muted[i] === 0)
        expect(contentOf(table)).toEqual(expected)
        expect([...table.fields].sort()).toEqual([...new Set(expected.map((one) => one.field))].sort())
        expect(file.activeCount + file.mutedCount).toBe(file.count)
        expect(file.withoutNoise).toBe(expected.filter((one) => Number.isNaN(one.sigma)).length)
        expect([...(activeIds(table) ?? [])]).toEqual([...active].map((at) => file.ids[at]))
        expect(observationTableSchema.safeParse(table).error).toBeUndefined()
      }),
    )
  })

  it('find a row by its number while it is there', () => {
    fc.assert(
      fc.property(rows, places, (first, gone) => {
        const file = new Measurements('a.csv', tableOf(first)).delete(gone.filter((at) => at < first.length))
        for (let id = 0; id < first.length; id += 1) {
          const at = file.rowOfId(id)
          if (gone.includes(id)) expect(at).toBeUndefined()
          else expect(file.ids[at!]).toBe(id)
        }
      }),
    )
  })

  it('of two files stand one after the other', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const both = new Measurements('a.csv', tableOf(first)).append(new Measurements('b.csv', tableOf(second)))
        expect(contentOf(both.table)).toEqual([...first, ...second])
        expect([...both.ids]).toEqual(Array.from({ length: first.length + second.length }, (_, id) => id))
        expect(both.fileName).toBe('a.csv + b.csv')
        expect(observationTableSchema.safeParse(both.table).error).toBeUndefined()
      }),
    )
  })
})

describe('what is drawn of measurements', () => {
  const grid = (count: number): Measurements =>
    new Measurements(
      'a.csv',
      tableOf(
        Array.from({ length: count }, (_, i) => ({ field: 'u', x: i / count, y: 0, value: i, sigma: NaN, line: i })),
      ),
    )

  it('is every row where they are few, with its place in the table', () => {
    const file = grid(3).mute([1], true)
    expect(file.points.map(({ index, muted }) => [index, muted])).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ])
    expect(file.points).toBe(file.points)
  })

  it('is a spread-out part of very many', () => {
    const { points } = grid(50_000)
    expect(points.length).toBeLessThanOrEqual(mostShown)
    expect(points.length).toBeGreaterThan(0.95 * mostShown)
    const gaps = points.slice(1).map(({ index }, i) => index - points[i]!.index)
    expect(Math.min(...gaps)).toBeGreaterThan(0)
    expect(Math.max(...gaps)).toBeLessThan(4 * (50_000 / mostShown))
  })
})
