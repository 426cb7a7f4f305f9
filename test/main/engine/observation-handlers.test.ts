import { describe, expect, test } from 'vitest'
import { calls, type AcceptedRequest, type ResultOf } from '../../../src-main/contract/calls'
import { decodeFrame, encodeFrame } from '../../../src-main/contract/wire'
import { observationHandlers } from '../../../src-main/engine/observation-handlers'

type ObservationCall = keyof typeof observationHandlers

/** Asks as a page in a browser does: the request and the result pass as frames, and their schemas. */
async function ask<N extends ObservationCall>(name: N, request: AcceptedRequest<N>): Promise<ResultOf<N>> {
  const { signal } = new AbortController()
  const call = calls[name]
  const asked = call.request.parse(decodeFrame(encodeFrame(request))) as AcceptedRequest<N>
  const handler = observationHandlers[name] as (request: AcceptedRequest<N>, context: object) => Promise<ResultOf<N>>
  const result = await handler(asked, { signal, progress: () => {} })
  return call.result.parse(decodeFrame(encodeFrame(result))) as ResultOf<N>
}

const file = (text: string) => ({
  problem: 'darcy',
  fileName: 'wells.csv',
  bytes: new TextEncoder().encode(text),
})
const site = file('X [cm];Y [cm];Head [mm];Std\n10;20;3,5;0\n30;40;4,5;\n')

describe('a file', () => {
  test('is previewed, read by the mapping that was guessed, checked, and written in the native form', async () => {
    const preview = await ask('previewObservations', site)
    expect(preview).toMatchObject({ native: false, rows: 2, findingCount: 0 })
    const read = await ask('readObservations', { ...site, mapping: preview.mapping })
    expect(read).toMatchObject({ count: 2, withoutNoise: 1, mapping: preview.mapping })
    expect(read.points.map(({ index, field, x, sigma, line }) => [index, field, x, sigma, line])).toEqual([
      [0, 'u', 0.1, 0, 2],
      [1, 'u', 0.3, expect.closeTo(0.01 * Math.hypot(0.0035, 0.0045) * Math.SQRT1_2, 12), 3],
    ])
    const { table } = read
    expect(await ask('checkObservations', { problem: 'darcy', table })).toMatchObject({ count: 2, findingCount: 0 })
    const { bytes, fileName, mediaType } = await ask('exportObservations', { problem: 'darcy', table })
    expect([fileName, mediaType]).toEqual(['darcy-observations.csv', 'text/csv'])
    const back = await ask('previewObservations', { problem: 'darcy', fileName, bytes })
    expect(back).toMatchObject({ native: true, rows: 2 })
    expect((await ask('readObservations', { problem: 'darcy', fileName, bytes })).table).toEqual(table)
  })

  test('is read without a mapping by the guessed one, which comes with it', async () => {
    const { mapping, table } = await ask('readObservations', site)
    expect(mapping.columns.map(({ role }) => role)).toEqual(['x', 'y', 'value', 'sigma'])
    expect([...table.value]).toEqual([0.0035, 0.0045])
  })
})

describe('a table that was changed', () => {
  test('is told what is wrong with it, with its points to be shown all the same', async () => {
    const { table } = await ask('readObservations', site)
    const changed = { ...table, x: Float64Array.of(0.1, 1.5), line: Uint32Array.of(2, 0) }
    const checked = await ask('checkObservations', { problem: 'darcy', table: changed })
    expect(checked.points.map(({ x }) => x)).toEqual([0.1, 1.5])
    expect(checked).toMatchObject({
      findingCount: 1,
      findings: [{ code: 'observations-outside-domain', line: 0 }],
    })
    expect(checked.findings[0]!.message).toContain('row 2 added by hand (u at x = 1.5, y = 0.4)')
  })

  test('may be empty', async () => {
    const none = new Float64Array(0)
    const table = {
      ...{ fields: [], field: new Uint8Array(0), line: new Uint32Array(0) },
      ...{ x: none, y: none, value: none, sigma: none },
    }
    expect(await ask('checkObservations', { problem: 'darcy', table })).toMatchObject({ count: 0, points: [] })
  })
})
