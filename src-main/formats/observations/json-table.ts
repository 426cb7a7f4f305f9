import { unitInName } from './column-names'
import { malformed } from './refusals'
import { maximumColumns, type Cell, type RawTable } from './raw-table'

type Columns = ReadonlyMap<string, readonly unknown[]>
type JsonObject = Readonly<Record<string, unknown>>

const forms = 'an array of objects, an object of arrays, or a GeoJSON FeatureCollection of points'

/**
 * The table in a JSON text: an array of objects or of rows, an object of arrays, any of these under `data`, or a GeoJSON
 * FeatureCollection of points (RFC 7946), whose coordinates become columns x and y beside the properties.
 *
 * @throws Failure `observations-form`
 */
export function jsonTable(text: string, fileName: string): RawTable {
  const columns = columnsOf(parsed(text, fileName), fileName)
  if (columns.size > maximumColumns) {
    throw malformed(fileName, 'too many columns', `at most ${maximumColumns} columns`, `${columns.size}`)
  }
  const names = [...columns.keys()]
  const values = [...columns.values()]
  const rows = Math.max(0, ...values.map(({ length }) => length))
  if (values.some(({ length }) => length !== rows)) {
    const received = names.map((name, at) => `${name} of ${values[at]!.length}`).join(', ')
    throw malformed(fileName, 'columns of different lengths', `${rows} entries in each`, received)
  }
  return {
    columns: names.map((name) => ({ name, unit: unitInName(name).unit })),
    noun: 'row',
    decimal: '.',
    countRows: () => rows,
    forEachRow(visit) {
      for (let row = 0; row < rows; row++)
        if (
          !visit(
            values.map((column) => cellOf(column[row])),
            row + 1,
          )
        )
          return
    },
  }
}

/** Objects with a key of their own each would fill the memory. */
const maximumEntries = 50_000_000

/** Python writes NaN and Infinity, which JSON does not have; they are read as nothing. */
const bareNaN = /("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g

function parsed(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text)
  } catch (first) {
    try {
      return JSON.parse(text.replace(bareNaN, (_, quoted: string | undefined) => quoted ?? 'null'))
    } catch {
      throw malformed(fileName, 'the file is not valid JSON', forms, first instanceof Error ? first.message : '')
    }
  }
}

function columnsOf(content: unknown, fileName: string): Columns {
  if (Array.isArray(content))
    return content.every(Array.isArray) ? ofRows(content, fileName) : ofObjects(content, fileName)
  if (!isObject(content)) throw malformed(fileName, 'no table in this JSON', forms, typeof content)
  if (content['type'] === 'FeatureCollection' && Array.isArray(content['features'])) {
    return ofObjects(content['features'].map(featureRow), fileName)
  }
  const { data, columns } = content
  if (Array.isArray(data) && data.every(Array.isArray) && Array.isArray(columns)) {
    return ofRows([columns, ...data], fileName)
  }
  if (Array.isArray(data) && data.some(isObject)) return ofObjects(data, fileName)
  const entries = Object.entries(content).map(([name, column]): [string, readonly unknown[] | undefined] => [
    name,
    Array.isArray(column) ? column : isObject(column) ? Object.values(column) : undefined,
  ])
  const arrays = entries.filter((entry): entry is [string, readonly unknown[]] => entry[1] !== undefined)
  if (arrays.length === 0) throw malformed(fileName, 'no table in this JSON', forms, 'an object without arrays')
  return new Map(arrays)
}

/** Rows as arrays; the first may hold the names. */
function ofRows(rows: readonly (readonly unknown[])[], fileName: string): Columns {
  const [head = []] = rows
  const named = head.length > 0 && head.every((name) => typeof name === 'string')
  const names = named ? head : head.map((_, at) => `column ${at + 1}`)
  const body = named ? rows.slice(1) : rows
  const bad = body.findIndex((row) => row.length !== names.length)
  if (bad >= 0) {
    const where = `${fileName} row ${bad + 1}`
    throw malformed(where, 'rows of different lengths', `${names.length} entries`, `${body[bad]!.length}`)
  }
  if (names.length > maximumColumns) {
    throw malformed(fileName, 'too many columns', `at most ${maximumColumns} columns`, `${names.length}`)
  }
  return new Map(names.map((name, at) => [name, body.map((row) => row[at])]))
}

/** Objects may leave keys out. */
function ofObjects(rows: readonly unknown[], fileName: string): Columns {
  const columns = new Map<string, unknown[]>()
  for (const [row, object] of rows.entries()) {
    if (!isObject(object)) throw malformed(`${fileName} row ${row + 1}`, 'no object', forms, typeof object)
    for (const [name, entry] of Object.entries(object)) {
      let column = columns.get(name)
      if (!column) {
        if (columns.size >= maximumColumns || columns.size * rows.length > maximumEntries) {
          const expected = `at most ${maximumColumns} columns and ${maximumEntries} entries`
          throw malformed(fileName, 'too many columns', expected, 'more')
        }
        column = new Array<unknown>(rows.length).fill(undefined)
        columns.set(name, column)
      }
      column[row] = entry
    }
  }
  return columns
}

/** Position and properties of a feature. What is no point says so in the place of its coordinates. */
function featureRow(feature: unknown): unknown {
  if (!isObject(feature)) return feature
  const geometry = isObject(feature['geometry']) ? feature['geometry'] : {}
  const properties = isObject(feature['properties']) ? feature['properties'] : {}
  const at: readonly unknown[] = Array.isArray(geometry['coordinates']) ? geometry['coordinates'] : []
  const [x, y] = geometry['type'] === 'Point' ? at : [geometry['type'] ?? '', geometry['type'] ?? '']
  // The position comes first, and no property of its name hides it.
  return Object.assign({ x, y }, properties, { x, y })
}

function cellOf(entry: unknown): Cell {
  if (typeof entry === 'number') return entry
  if (typeof entry === 'string') return entry.trim()
  if (entry === null || entry === undefined) return ''
  return JSON.stringify(entry)
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
