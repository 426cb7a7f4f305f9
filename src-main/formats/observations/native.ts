/**
 * The native form: `field,x,y,value[,sigma][,shape,x2,y2]`, columns in any order and case, in the units of the problem.
 * In space and time, y may be called t.
 */
import type { Mapping, MappedColumn, TextLayout } from '../../contract/observations'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import { splitCells } from './split-cells'

const required = ['field', 'x', 'y', 'value'] as const
/** Either all of them or none. */
const averages = ['shape', 'x2', 'y2'] as const
type NativeRole = (typeof required)[number] | 'sigma' | (typeof averages)[number]
const roles: readonly NativeRole[] = [...required, 'sigma', ...averages]

/** Eight short names, with room for spaces and quotes. */
const longestHeader = 1000

export const nativeLayout: TextLayout = { delimiter: ',', decimal: '.', skip: 0, header: 'row', units: false }

/** The header that a problem's file has. */
export function expectedHeader(problem: Problem): string {
  const { x, y } = problem.grid(smallestGrid).symbols
  return `the header field,${x},${y},value, with sigma, or shape,${x}2,${y}2, or both`
}

export function plainColumn(name: string, role: MappedColumn['role'], field: string | null = null): MappedColumn {
  return { name, role, field, unit: null, offset: 0, scale: null }
}

/** What the first line of a file in the native form says; undefined for any other line. */
export function nativeMapping(line: string, problem: Problem): Mapping | undefined {
  if (line.length > longestHeader) return undefined
  const cells = splitCells(line, ',')
  if (cells === 'unclosed quote') return undefined
  const found = cells.map((cell) => roles.find((role) => namesOf(role, problem).includes(cell.toLowerCase())))
  const has = (role: NativeRole): boolean => found.includes(role)
  const complete = required.every(has) && (averages.every(has) || !averages.some(has))
  if (found.includes(undefined) || !complete || new Set(found).size !== found.length) return undefined
  const columns = found.map((role, at) => plainColumn(cells[at]!, role!))
  return { format: 'text', text: nativeLayout, grid: false, columns }
}

/** `y` is understood for a coordinate that the problem calls otherwise. */
function namesOf(role: NativeRole, problem: Problem): readonly string[] {
  const { x, y } = problem.grid(smallestGrid).symbols
  const symbol = { x, y, x2: `${x}2`, y2: `${y}2` }[role as string] ?? role
  return [role, symbol]
}
