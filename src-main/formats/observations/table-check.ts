import { observationCount, supportShapes, type Observations } from '../../field/observations'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import { LineFindings } from '../line-findings'
import { disagreeingRepeats, repeatFinding } from '../repeated-points'
import { admissible, inUnit, isAdmissible } from './admissible'
import { checkAverages, empty } from './refusals'

/**
 * What of a table does not belong to the problem, as a file is checked: fields, positions, supports and values. A row is
 * named by its line of `fileName`; one that was added by hand by its number in the table and by what it says.
 */
export function tableFindings(table: Observations, problem: Problem, fileName: string): LineFindings {
  const { fields, field, x, y, value, averages, line } = table
  const { extent, symbols } = problem.grid(smallestGrid)
  const declarations = fields.map((key) => problem.fields.find((declared) => declared.key === key))
  const findings = new LineFindings(fileName)
  const add = (row: number, finding: Parameters<LineFindings['add']>[1]): void => {
    if (line[row]! > 0) return findings.add(line[row]!, finding)
    const said = `${fields[field[row]!]!} at ${symbols.x} = ${x[row]!}, ${symbols.y} = ${y[row]!}`
    findings.add(0, finding, `row ${row + 1} added by hand (${said})`)
  }
  const checkPosition = (row: number, position: number, axis: 'x' | 'y', isEnd: boolean): void => {
    if (position >= 0 && position <= extent[axis]) return
    add(row, {
      code: 'observations-outside-domain',
      what: isEnd ? 'a line or box that ends outside the domain' : 'a point outside the domain',
      expected: `${symbols[axis]}${isEnd ? '2' : ''} from 0 to ${inUnit(extent[axis], extent.unit)}`,
      received: `${position}`,
    })
  }
  for (let row = 0; row < observationCount(table); row++) {
    const declaration = declarations[field[row]!]
    if (!declaration) {
      add(row, {
        code: 'observations-unknown-field',
        what: `a field that ${problem.title} does not have`,
        expected: problem.fields.map(({ key }) => key).join(' or '),
        received: JSON.stringify(fields[field[row]!]),
      })
    } else if (!isAdmissible(declaration, value[row]!)) {
      add(row, {
        code: 'observations-out-of-bounds',
        what: `a value that ${declaration.key} cannot take`,
        expected: admissible(declaration),
        received: `${value[row]!}`,
      })
    }
    checkPosition(row, x[row]!, 'x', false)
    checkPosition(row, y[row]!, 'y', false)
    const shape = supportShapes[averages?.shape[row] ?? 0]
    if (!averages || shape === 'point') continue
    const [x2, y2] = [averages.x2[row]!, averages.y2[row]!]
    checkPosition(row, x2, 'x', true)
    checkPosition(row, y2, 'y', true)
    const flat = shape === 'box' ? x[row] === x2 || y[row] === y2 : x[row] === x2 && y[row] === y2
    if (flat) {
      add(row, {
        code: 'observations-shape',
        what: shape === 'box' ? 'a box without area' : 'a line without length',
        expected: shape === 'box' ? 'corners that differ in both coordinates' : 'two different ends',
        received: `(${x[row]!}, ${y[row]!}) and (${x2}, ${y2})`,
      })
    }
  }
  const { sigma } = table
  const place = averages ? [field, x, y, averages.shape, averages.x2, averages.y2] : [field, x, y]
  for (const { earlier, later } of disagreeingRepeats({ place, value, sigma })) {
    const named = line[earlier]! > 0 ? `line ${line[earlier]!}` : `row ${earlier + 1}`
    add(later, repeatFinding(fields[field[later]!]!, named, value[earlier]!, value[later]!))
  }
  return findings
}

/**
 * @throws Failure of kind `usage` for a table that is empty or does not belong to the problem, with every row that does
 * not in `others`
 */
export function checkTable(table: Observations, problem: Problem, fileName: string): void {
  const rows = observationCount(table)
  if (rows === 0) throw empty(fileName, 'at least one measurement', 'an empty table')
  checkAverages(table.averages?.shape.reduce((count, shape) => count + Number(shape > 0), 0) ?? 0, fileName)
  tableFindings(table, problem, fileName).throwIfAny(rows)
}
