/** How an observation file is read, as lines of text. */
import { text } from '../benchmark/table'
import type { MappedColumn, Mapping, ObservationPreview, TextLayout } from '../contract/observations'
import { smallestGrid } from '../problems/grid-size'
import type { Problem } from '../problems/problem'

const separators: Readonly<Record<TextLayout['delimiter'], string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  ' ': 'spaces',
}

/** What a column is read as, e.g. `u from cm` or `x from km, (number - 3512) / 0.5`. */
function meaning({ role, field, unit, offset, scale }: MappedColumn, problem: Problem): string {
  const { x, y } = problem.grid(smallestGrid).symbols
  const names: Readonly<Partial<Record<MappedColumn['role'], string>>> = { x, y, x2: `${x}2`, y2: `${y}2` }
  if (role === 'ignore') return ''
  const name = role === 'value' ? (field ?? 'value') : field === null ? (names[role] ?? role) : `${role} of ${field}`
  const shifted = offset === 0 ? 'number' : `(number - ${offset})`
  const formula = scale === null ? (offset === 0 ? '' : shifted) : `${shifted} / ${scale}`
  return [unit === null ? name : `${name} in ${unit}`, formula].filter((part) => part !== '').join(', ')
}

/** One line: what each column of a file that is not in the native form was taken for. */
export function mappingLine(mapping: Mapping, fileName: string, problem: Problem): string {
  const read = mapping.columns.flatMap((column) => {
    const said = meaning(column, problem)
    return said === '' ? [] : [`"${column.name}" as ${said}`]
  })
  const ignored = mapping.columns.flatMap(({ role, name }) => (role === 'ignore' ? [`"${name}"`] : []))
  return `${fileName}: ${read.join('; ')}${ignored.length > 0 ? `; not read: ${ignored.join(', ')}` : ''}`
}

function layoutLine({ format, rows, native }: ObservationPreview, { text: layout, grid }: Mapping): string {
  const rowsOf = `${rows} row${rows === 1 ? '' : 's'}`
  if (native) return `the native form, ${rowsOf}`
  if (!layout) return `${format.toUpperCase()}, ${rowsOf}${grid ? ', fields on a grid' : ''}`
  const { delimiter, decimal, skip, header, units } = layout
  const parts = [
    `text, ${rowsOf}`,
    `separated by ${separators[delimiter]}`,
    `decimal ${decimal === '.' ? 'point' : 'comma'}`,
    header === 'none' ? 'without names' : header === 'row' ? 'names in the first row' : 'names in a comment',
    ...(units ? ['units in the second row'] : []),
    ...(skip > 0 ? [`after ${skip} lines of something else`] : []),
  ]
  return parts.join(', ')
}

/** Cells of a column that are shown. */
const shownCells = 3

export function previewLines(preview: ObservationPreview, fileName: string, problem: Problem): string[] {
  const { columns, mapping, findings, findingCount, checkedRows, rows } = preview
  const table = text({
    columns: [{ head: 'Column' }, { head: 'Holds' }, { head: 'First cells' }, { head: 'Is read as' }],
    lines: columns.map(({ name, holds, samples }, at) => [
      name,
      holds,
      samples
        .slice(0, shownCells)
        .map((cell) => cell.slice(0, 20))
        .join('  '),
      meaning(mapping.columns[at]!, problem) || 'nothing',
    ]),
  })
  const more = findingCount > findings.length ? [`  and ${findingCount - findings.length} more`] : []
  const checked = checkedRows < rows ? `the first ${checkedRows} rows` : 'all rows'
  return [
    `${fileName}: ${layoutLine(preview, mapping)}`,
    ...table,
    findingCount === 0
      ? `nothing is wrong in ${checked}`
      : `${findingCount} finding${findingCount === 1 ? '' : 's'} in ${checked}`,
    ...findings.map(({ message }) => `  ${message}`),
    ...more,
  ]
}
