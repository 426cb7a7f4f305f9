import { coordinate, type Grid } from '../../field/grid'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import { readNpyColumns, type NpyColumn, type NpyColumns } from '../npy-columns'
import { readZip } from '../zip-reader'
import { fieldNamed, unitInName } from './column-names'
import { malformed, maximumBytes } from './refusals'
import { maximumColumns, type Cell, type RawTable } from './raw-table'

/** The arrays of a file by name; that of a .npy file has none. */
export type Arrays = ReadonlyMap<string, NpyColumns>

const members = 1000
/** Arrays with more samples along both axes are fields and no tables. */
const tableWidth = 16

export function npyArrays(bytes: Uint8Array, fileName: string): Arrays {
  return new Map([['', readNpyColumns(bytes, fileName)]])
}

export function npzArrays(bytes: Uint8Array, fileName: string): Arrays {
  const files = readZip(bytes, fileName, 'npz-format', { bytes: maximumBytes, members })
  if (files.has('[Content_Types].xml') || files.has('content.xml')) {
    throw malformed(fileName, 'a spreadsheet', 'its sheet saved as CSV', 'a workbook')
  }
  const arrays = [...files].filter(([name]) => name.endsWith('.npy'))
  if (arrays.length === 0) throw malformed(fileName, 'no arrays in this archive', 'members named *.npy', 'none')
  return new Map(
    arrays.map(([member, content]) => {
      const name = member.slice(0, -'.npy'.length)
      return [name, readNpyColumns(content, `${fileName}, array ${name}`)]
    }),
  )
}

/** Whether the arrays are fields on a grid: some array of two axes is named as a field, or the only one is no table. */
export function looksLikeGrid(arrays: Arrays, problem: Problem): boolean {
  return [...arrays].some(([name, array]) => {
    const { shape } = array
    if (!isField(array) || shape.some((size) => size < 2)) return false
    return arrays.size === 1 && name === '' ? shape.every((size) => size > tableWidth) : isNamedField(name, problem)
  })
}

const isNamedField = (name: string, problem: Problem): boolean =>
  fieldNamed(unitInName(name).plain, problem) !== undefined

const isField = ({ shape, columns }: NpyColumns): boolean => shape.length === 2 && columns.length === 1

/**
 * Arrays of one length as columns: an array `[n]` is one, `[n, k]` are k, and a structured one is as many as it names.
 *
 * @throws Failure `observations-form`
 */
export function columnTable(arrays: Arrays, fileName: string): RawTable {
  const parts = [...arrays].filter(([, { shape }]) => shape.length === 1 || shape.length === 2)
  const lengths = parts.map(([, { shape }]) => shape[0]!)
  // Most arrays are columns; what has another length describes the file.
  const rows = mostFrequent(lengths)
  if (rows === undefined) throw malformed(fileName, 'no columns', 'arrays [n] or [n, k]', shapesOf(arrays))
  const columns = parts.flatMap(([name, array]) => (array.shape[0] === rows ? columnsOf(name, array, fileName) : []))
  if (columns.length > maximumColumns) {
    throw malformed(fileName, 'too many columns', `at most ${maximumColumns} columns`, `${columns.length}`)
  }
  return {
    columns: columns.map(({ name }) => ({ name, unit: unitInName(name).unit })),
    noun: 'row',
    decimal: '.',
    countRows: () => rows,
    forEachRow(visit) {
      for (let row = 0; row < rows; row++)
        if (
          !visit(
            columns.map(({ at }) => at(row)),
            row + 1,
          )
        )
          return
    },
  }
}

interface Column {
  readonly name: string
  at(row: number): Cell
}

function columnsOf(name: string, { shape, columns }: NpyColumns, fileName: string): Column[] {
  const width = shape[1] ?? 1
  if (width * columns.length > maximumColumns) {
    throw malformed(fileName, 'too many columns', `at most ${maximumColumns} columns`, `${width * columns.length}`)
  }
  return columns.flatMap(({ name: part, values }) =>
    Array.from({ length: width }, (_, k) => ({
      name: joined(name, part, shape.length === 1 ? undefined : k + 1),
      at: (row: number): Cell => values[row * width + k]!,
    })),
  )
}

/** `positions` and 2 give `positions.2`; a column of an array without a name is called by its place. */
function joined(array: string, part: string, place: number | undefined): string {
  const named = [array, part].filter((name) => name !== '').join('.')
  if (named === '') return `column ${place ?? 1}`
  return place === undefined ? named : `${named}.${place}`
}

/**
 * Arrays `[y, x]` of one shape as readings at the samples of the domain, with their positions as columns x and y. Where
 * the file has positions along the axes under these names, they count, else those of the problem's own grid.
 *
 * @throws Failure `observations-form`
 */
export function gridTable(arrays: Arrays, problem: Problem, fileName: string): RawTable {
  const grid = problem.grid(smallestGrid)
  const fields = [...arrays].filter(([, array]) => isField(array) && array.columns[0]!.values instanceof Float64Array)
  const named = fields.find(([name]) => isNamedField(name, problem)) ?? fields[0]
  if (!named) throw malformed(fileName, 'no fields on a grid', 'arrays [y, x]', shapesOf(arrays))
  const [ny, nx] = named[1].shape as readonly [number, number]
  const shown = fields.filter(([, { shape }]) => shape[0] === ny && shape[1] === nx).slice(0, maximumColumns - 2)
  const x = positions(arrays, grid, 'x', nx)
  const y = positions(arrays, grid, 'y', ny)
  const values = shown.map(([, { columns }]) => columns[0]!.values as Float64Array)
  const columns = [grid.symbols.x, grid.symbols.y, ...shown.map(([name]) => name || 'array')]
  return {
    columns: columns.map((name) => ({ name, unit: unitInName(name).unit })),
    noun: 'cell',
    decimal: '.',
    countRows: () => nx * ny,
    forEachRow(visit) {
      for (let cell = 0; cell < nx * ny; cell++) {
        const at = [x(cell % nx), y(Math.floor(cell / nx))]
        if (!visit([...at, ...values.map((field) => field[cell]!)], cell + 1)) return
      }
    },
  }
}

function positions(arrays: Arrays, grid: Grid, axis: 'x' | 'y', count: number): (index: number) => number {
  const own = arrays.get(grid.symbols[axis])
  const [column]: readonly NpyColumn[] = own?.columns ?? []
  if (own?.shape.length === 1 && own.shape[0] === count && column?.values instanceof Float64Array) {
    const { values } = column
    return (index) => values[index]!
  }
  const { staggering, extent } = grid
  return (index) => coordinate(index, count, staggering[axis], extent[axis])
}

function mostFrequent(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].toSorted(([a, m], [b, n]) => n - m || b - a)[0]?.[0]
}

function shapesOf(arrays: Arrays): string {
  const shown = [...arrays].slice(0, 8).map(([name, { shape }]) => `${name} (${shape.join(', ')})`.trim())
  return shown.join(', ') + (arrays.size > shown.length ? ', ...' : '')
}
