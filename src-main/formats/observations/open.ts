import type { Mapping, TextLayout } from '../../contract/observations'
import { Failure } from '../../field/failure'
import type { Problem } from '../../problems/problem'
import { magic } from '../npy-header'
import { columnTable, gridTable, looksLikeGrid, npyArrays, npzArrays, type Arrays } from './array-table'
import { decodeText } from './decode-text'
import { guessColumns } from './guess-columns'
import { jsonTable } from './json-table'
import { expectedHeader, nativeLayout, nativeMapping } from './native'
import type { RawTable } from './raw-table'
import { empty, maximumBytes, tooLarge } from './refusals'
import { guessLayout } from './text-layout'
import { forEachLine, textTable } from './text-table'

export interface OpenedFile {
  readonly table: RawTable
  /** As given where it fits the file, guessed where it does not or nothing was given. */
  readonly mapping: Mapping
  /** In the native form, and no other mapping was asked for. */
  readonly native: boolean
}

/**
 * A file taken apart into columns. What it is shows in its first bytes, not in its name; how it is laid out says the
 * given mapping, or a guess.
 *
 * @throws Failure of kind `usage`
 */
export function openObservations(bytes: Uint8Array, fileName: string, problem: Problem, given?: Mapping): OpenedFile {
  if (bytes.length === 0) throw empty(fileName, `${expectedHeader(problem)} and at least one point`, 'an empty file')
  if (bytes.length > maximumBytes) {
    const size = (count: number): string => `${Math.ceil(count / 1024 ** 2)} MB`
    throw tooLarge(fileName, `at most ${size(maximumBytes)}`, size(bytes.length))
  }
  const format = formatOf(bytes)
  if (format === 'npz' || format === 'npy') {
    checkFormat(given, format, fileName)
    const arrays = format === 'npz' ? npzArrays(bytes, fileName) : npyArrays(bytes, fileName)
    return ofArrays(arrays, format, fileName, problem, given)
  }
  const text = decodeText(bytes, fileName)
  if (/^\s*[[{]/.test(text.slice(0, 1000)) && given?.format !== 'text') {
    checkFormat(given, 'json', fileName)
    const table = jsonTable(text, fileName)
    return { table, mapping: fitted(table, { format: 'json', text: null, grid: false }, problem, given), native: false }
  }
  checkFormat(given, 'text', fileName)
  return ofText(text, fileName, problem, given)
}

function ofText(text: string, fileName: string, problem: Problem, given: Mapping | undefined): OpenedFile {
  const native = nativeMapping(firstContent(text), problem)
  const layout: TextLayout = given?.text ?? (native ? nativeLayout : guessLayout(text))
  const table = textTable(text, layout, fileName)
  if (native && !given) return { table, mapping: native, native: true }
  return { table, mapping: fitted(table, { format: 'text', text: layout, grid: false }, problem, given), native: false }
}

function ofArrays(
  arrays: Arrays,
  format: 'npy' | 'npz',
  fileName: string,
  problem: Problem,
  given: Mapping | undefined,
): OpenedFile {
  const grid = given?.grid ?? looksLikeGrid(arrays, problem)
  const table = grid ? gridTable(arrays, problem, fileName) : columnTable(arrays, fileName)
  return { table, mapping: fitted(table, { format, text: null, grid }, problem, given), native: false }
}

/** The given columns where they are the table's by name and number, else guesses for those that are not. */
function fitted(
  table: RawTable,
  layout: Omit<Mapping, 'columns'>,
  problem: Problem,
  given: Mapping | undefined,
): Mapping {
  const isGiven = (at: number): boolean => given?.columns[at]?.name === table.columns[at]!.name
  if (given && table.columns.every((_, at) => isGiven(at))) {
    return { ...layout, columns: given.columns.slice(0, table.columns.length) }
  }
  return { ...layout, columns: guessColumns(table, problem) }
}

function formatOf(bytes: Uint8Array): 'npy' | 'npz' | 'text' {
  if (magic.every((byte, at) => bytes[at] === byte)) return 'npy'
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) ? 'npz' : 'text'
}

function checkFormat(given: Mapping | undefined, format: Mapping['format'], fileName: string): void {
  if (given === undefined || given.format === format) return
  throw new Failure({
    code: 'observations-mapping',
    kind: 'usage',
    what: 'the mapping is of another kind of file',
    where: fileName,
    expected: given.format,
    received: format,
  })
}

function firstContent(text: string): string {
  let first = ''
  forEachLine(text, (content) => {
    first = content.trim()
    return first === ''
  })
  return first
}
