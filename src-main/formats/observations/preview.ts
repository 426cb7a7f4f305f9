import {
  previewFindings,
  previewRows,
  type Mapping,
  type ObservationFinding,
  type ObservationPreview,
} from '../../contract/observations'
import { describeFailure, Failure } from '../../field/failure'
import { observationCount } from '../../field/observations'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import { splitRow } from '../csv-row'
import { readHeader } from '../observation-columns'
import { readObservations } from '../observations-csv'

/** What the native form of `bytes` holds. */
export function previewObservations(bytes: Uint8Array, fileName: string, problem: Problem): ObservationPreview {
  const text = new TextDecoder().decode(bytes)
  const lines = text.split(/\r?\n|\r/).map((line) => line.replace(/#.*/, '').trim())
  const at = lines.findIndex((line) => line !== '')
  const header = readHeader(lines[at] ?? '', fileName, at + 1, problem)
  const rows = lines.slice(at + 1).filter((line) => line !== '')
  const head = rows.slice(0, previewRows).map((row) => splitRow(row))
  const { findings, count } = findingsOf(() => observationCount(readObservations(bytes, fileName, problem)))
  const columns = [...header].map(([role, { name }]) => ({
    name,
    role,
    field: null,
    unit: null,
    offset: 0,
    scale: null,
  }))
  return {
    format: 'text',
    rows: rows.length,
    columns: [...header].map(([role, { at: position, name }]) => ({
      name,
      unit: null,
      holds: role === 'field' || role === 'shape' ? ('text' as const) : ('numbers' as const),
      samples: head.map((cells) => (cells === 'unclosed quote' ? '' : (cells[position] ?? ''))),
    })),
    mapping: nativeMapping(columns),
    native: true,
    findings,
    findingCount: count,
    checkedRows: rows.length,
    targets: targetsOf(problem),
  }
}

function nativeMapping(columns: Mapping['columns']): Mapping {
  const text = { delimiter: ',', decimal: '.', skip: 0, header: 'row', units: false } as const
  return { format: 'text', text, grid: false, columns }
}

function targetsOf(problem: Problem): ObservationPreview['targets'] {
  const { unit } = problem.grid(smallestGrid).extent
  return [
    { role: 'x', field: null, unit, accepts: [unit] },
    { role: 'y', field: null, unit, accepts: [unit] },
    ...problem.fields.map(({ key, unit }) => ({ role: 'value' as const, field: key, unit, accepts: [unit] })),
  ]
}

function findingsOf(read: () => number): { findings: ObservationFinding[]; count: number } {
  try {
    read()
    return { findings: [], count: 0 }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const details = error.others.length > 0 ? error.others : [error.detail]
    const findings = details.slice(0, previewFindings).map((detail) => ({
      code: detail.code,
      line: Number(/ line (\d+)$/.exec(detail.where ?? '')?.[1] ?? 0),
      message: describeFailure(detail),
    }))
    return { findings, count: details.length }
  }
}
