import { observationCount, supportShapes, type Observations } from '../../field/observations'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'

/**
 * The table in the native form, `field,x,y,value[,sigma][,shape,x2,y2]`, which reads back to equal numbers. Columns that
 * no row needs are left out. Rows that `muted` marks stand as comments, so that nothing is lost and nothing is read.
 */
export function writeObservationsCsv(table: Observations, problem: Problem, muted?: Uint8Array): Uint8Array {
  const { fields, field, x, y, value, sigma, averages } = table
  const { symbols } = problem.grid(smallestGrid)
  const stated = sigma.some((entry) => !Number.isNaN(entry))
  const header = ['field', symbols.x, symbols.y, 'value']
  if (stated) header.push('sigma')
  if (averages) header.push('shape', `${symbols.x}2`, `${symbols.y}2`)
  const rows = [header.join(',')]
  for (let row = 0; row < observationCount(table); row++) {
    const cells: (string | number)[] = [fields[field[row]!]!, x[row]!, y[row]!, value[row]!]
    if (stated) cells.push(sigma[row] === 0 ? 'exact' : orNothing(sigma[row]!))
    if (averages) {
      cells.push(supportShapes[averages.shape[row]!]!, orNothing(averages.x2[row]!), orNothing(averages.y2[row]!))
    }
    rows.push(muted?.[row] ? `# muted: ${cells.join(',')}` : cells.join(','))
  }
  return new TextEncoder().encode(`${rows.join('\n')}\n`)
}

const orNothing = (number: number): string | number => (Number.isNaN(number) ? '' : number)
