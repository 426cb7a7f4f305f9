import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ifExists } from '../if-exists'
import { runFiles } from './run-files'

export interface LearningCurve {
  readonly columns: string[]
  /** Null stands for a value that is not finite. */
  readonly rows: (number | null)[][]
}

/** The learning curve of a run as it stands; empty before its first row. */
export async function readCurve(directory: string): Promise<LearningCurve> {
  const text = (await ifExists(readFile(join(directory, runFiles.curve), 'utf8'))) ?? ''
  // What follows the last end of line is a row that is being written.
  const [header, ...lines] = text.split('\n').slice(0, -1)
  if (header === undefined) return { columns: [], rows: [] }
  const value = (entry: string): number | null => (Number.isFinite(Number(entry)) ? Number(entry) : null)
  return { columns: header.split(','), rows: lines.map((line) => line.split(',').map(value)) }
}
