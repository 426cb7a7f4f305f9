/** The calls about measurements: files become a table by a mapping, tables are checked, shown and written. */
import { z } from 'zod'
import { supportShapes } from '../field/observations'
import { finite } from './payloads'

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')
/** A column of another type ends the validation: what follows looks into the columns. */
const column = <T>(type: abstract new (...args: never[]) => T, name: string) =>
  z.custom<T>((value) => value instanceof type, { error: `expected ${name} values`, abort: true })
const doubles = column<Float64Array>(Float64Array, 'float64')
const indices = column<Uint8Array>(Uint8Array, 'uint8')
const lines = column<Uint32Array>(Uint32Array, 'uint32')

/** Rows of a table, more than any file may have. */
export const maximumRows = 2_000_000

const tableColumns = z.object({
  /** Field keys. */
  fields: z.array(z.string()).max(255),
  /** Index into `fields`, per measurement. */
  field: indices,
  x: doubles,
  /** In space and time, the time. */
  y: doubles,
  value: doubles,
  /** Standard deviation of the noise; NaN where it is not stated, 0 where the value is exact. */
  sigma: doubles,
  averages: z
    .object({
      /** Index into `supportShapes`: point, line, box. */
      shape: indices,
      /** The line's other end, or the box's opposite corner; NaN for points. */
      x2: doubles,
      y2: doubles,
    })
    .exactOptional(),
  /** Line (of arrays: row) of the file it came from, from 1; 0 where it was added by hand. */
  line: lines,
})
export type ObservationTable = z.infer<typeof tableColumns>

/**
 * Measurements as columns of equal length, in the units of the problem: the same shape as `Observations` of field/. It
 * may be empty. What it says of a problem (its fields, its domain) is checked by the calls that take it.
 */
export const observationTableSchema = tableColumns.superRefine((table, context) => {
  const message = tableFault(table)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

/** What is wrong with the columns of a table, undefined where nothing is. Plain loops: a million rows pass here. */
function tableFault({ fields, field, x, y, value, sigma, averages, line }: ObservationTable): string | undefined {
  const count = value.length
  if (count > maximumRows) return `more than ${maximumRows} rows`
  const ends = averages ? [averages.shape, averages.x2, averages.y2] : []
  if ([field, x, y, sigma, line, ...ends].some(({ length }) => length !== count)) return 'columns of different lengths'
  if (new Set(fields).size !== fields.length) return 'a field twice'
  for (let row = 0; row < count; row++) {
    if (field[row]! >= fields.length) return `row ${row + 1} is on a field that the table does not have`
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) return `row ${row + 1} has no finite position`
    if (!Number.isFinite(value[row])) return `row ${row + 1} has no finite value`
    if (sigma[row]! < 0 || sigma[row] === Infinity) return `row ${row + 1} has a sigma that is negative or infinite`
    if (!averages) continue
    const shape = supportShapes[averages.shape[row]!]
    if (shape === undefined) return `row ${row + 1} has an unknown shape`
    const wantsEnd = shape !== 'point'
    if (Number.isFinite(averages.x2[row]) !== wantsEnd || Number.isFinite(averages.y2[row]) !== wantsEnd) {
      return `row ${row + 1} is a ${shape} ${wantsEnd ? 'without' : 'with'} an end`
    }
  }
  return undefined
}

export const observedPointSchema = z.object({
  /** Row of the table it is. */
  index: z.number().int().nonnegative(),
  field: z.string(),
  /** Position; of a line its one end, of a box one corner. In space and time, y is the time. */
  x: finite,
  y: finite,
  /** An average along the line, or over the box, from (x, y) to here; absent for a point. */
  average: z.object({ shape: z.enum(['line', 'box']), x: finite, y: finite }).exactOptional(),
  value: finite,
  /** Standard deviation of the noise that a solve assumes; 0 where the value is exact. */
  sigma: finite,
  /** 0 where it was added by hand. */
  line: z.number().int().nonnegative(),
  /** (prediction - value) / sigma of the exported field; absent before a solve. */
  misfit: finite.optional(),
})
export type ObservedPoint = z.infer<typeof observedPointSchema>

/** What a column of text, an array, or a key of JSON objects holds. In space and time, y and y2 are times. */
export const columnRoleSchema = z.enum(['ignore', 'x', 'y', 'value', 'field', 'sigma', 'shape', 'x2', 'y2'])
export type ColumnRole = z.infer<typeof columnRoleSchema>

/**
 * How a column's numbers become the problem's: (number - offset) from `unit`, or (number - offset) / scale where a scale
 * is given. A standard deviation is converted by the factor alone.
 */
export const mappedColumnSchema = z.object({
  /** As in the file; a mapping is refused where the file has other columns. */
  name: z.string(),
  role: columnRoleSchema,
  /** Of a value: its field, or null where a column of role `field` names it. Of a sigma: its field, or null for all. */
  field: z.string().nullable(),
  /** Unit of the file's numbers; null for the problem's, and for a sigma's that is in the unit of its value. */
  unit: z.string().nullable(),
  /** Taken off first, in the file's unit: for x and y, where the domain begins. */
  offset: finite,
  /** How many of the file's units make one of the problem's, whatever their dimensions; null to convert by `unit`. */
  scale: finite.refine((scale) => scale !== 0, 'expected a scale other than 0').nullable(),
})
export type MappedColumn = z.infer<typeof mappedColumnSchema>

/** How lines of text are taken apart. Its encoding is told by its bytes. */
export const textLayoutSchema = z.object({
  /** A space stands for any run of spaces and tabs. */
  delimiter: z.enum([',', ';', '\t', '|', ' ']),
  decimal: z.enum(['.', ',']),
  /** Lines before the header, or before the first row, that are no part of the table. */
  skip: z.number().int().nonnegative().max(1000),
  /** The columns' names: the first row, the last comment above the first row, or nowhere. */
  header: z.enum(['row', 'comment', 'none']),
  /** Whether the row under the header holds units. */
  units: z.boolean(),
})
export type TextLayout = z.infer<typeof textLayoutSchema>

/** How a file is read: everything that a person may see and change of it. */
export const mappingSchema = z.object({
  format: z.enum(['text', 'json', 'npy', 'npz']),
  /** Of text alone. */
  text: textLayoutSchema.nullable(),
  /** Arrays hold fields `[y, x]` on the samples of the domain, NaN where nothing was measured, instead of columns. */
  grid: z.boolean(),
  /** In the order of the file. */
  columns: z.array(mappedColumnSchema).max(4096),
})
export type Mapping = z.infer<typeof mappingSchema>

/** Something that keeps a file from being read, or a table from being solved for. */
export const observationFindingSchema = z.object({
  code: z.string(),
  /** Line (of arrays: row) of the file; 0 where it is about the whole. */
  line: z.number().int().nonnegative(),
  message: z.string(),
})
export type ObservationFinding = z.infer<typeof observationFindingSchema>

/** Rows whose cells a preview shows. */
export const previewRows = 20
/** Rows whose places it gives. */
export const previewPlaces = 500
/** Findings that a preview lists. */
export const previewFindings = 20

export const previewSchema = z.object({
  format: mappingSchema.shape.format,
  /** Rows of data in the whole file. */
  rows: z.number().int().nonnegative(),
  columns: z.array(
    z.object({
      name: z.string(),
      /** As the file states it, beside the name or in a row of units. */
      unit: z.string().nullable(),
      holds: z.enum(['numbers', 'text', 'nothing']),
      /** The first cells as they stand in the file, at most `previewRows`. */
      samples: z.array(z.string()),
    }),
  ),
  /** As it was given, with guesses for what it does not fit; or guessed. */
  mapping: mappingSchema,
  /** The file is in the native form, and `mapping` is all it can mean: nobody need be asked. */
  native: z.boolean(),
  /** What a read with `mapping` would refuse, the first `previewFindings` of it. */
  findings: z.array(observationFindingSchema),
  /** Findings in all, of the rows that were checked. */
  findingCount: z.number().int().nonnegative(),
  /** Rows that were checked: of a long file, its head. */
  checkedRows: z.number().int().nonnegative(),
  /**
   * Where rows lie, some of those that were checked: in the units of the domain, whether inside it or not. Empty where the
   * mapping does not say where.
   */
  places: z.array(z.object({ x: finite, y: finite })).max(previewPlaces),
  /** What a column may hold, with the problem's unit and some of those that convert to it. */
  targets: z.array(
    z.object({
      role: columnRoleSchema,
      field: z.string().nullable(),
      unit: z.string(),
      accepts: z.array(z.string()),
    }),
  ),
})
export type ObservationPreview = z.infer<typeof previewSchema>

/** The points of a table as they are shown. */
const shownSchema = z.object({
  count: z.number().int().nonnegative(),
  /** Points whose noise is not stated: those that a solve's choice of noise is for. */
  withoutNoise: z.number().int().nonnegative(),
  points: z.array(observedPointSchema).max(2000),
})

const file = { problem: z.string(), fileName: z.string(), bytes, mapping: mappingSchema.exactOptional() }

export const observationCalls = {
  /** What a file holds and how it would be read: by the given mapping, or by a guessed one. */
  previewObservations: { request: z.object(file), result: previewSchema },
  /** The measurements of a file, by the given mapping or by a guessed one. Refused with every line that is bad. */
  readObservations: {
    request: z.object(file),
    result: shownSchema.extend({ table: observationTableSchema, mapping: mappingSchema }),
  },
  /** Checks a table that was changed, as a solve would, and gives its points to be shown. */
  checkObservations: {
    request: z.object({ problem: z.string(), table: observationTableSchema }),
    result: shownSchema.extend({
      findings: z.array(observationFindingSchema).max(previewFindings),
      findingCount: z.number().int().nonnegative(),
    }),
  },
  /** The table as a file in the native form; rows that are muted (other than 0) stand in it as comments. */
  exportObservations: {
    request: z.object({ problem: z.string(), table: observationTableSchema, muted: indices.exactOptional() }),
    result: z.object({ fileName: z.string(), mediaType: z.string(), bytes }),
  },
} as const
