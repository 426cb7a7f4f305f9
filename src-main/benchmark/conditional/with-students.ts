import { Failure } from '../../field/failure'

/**
 * What `open` gives of each problem that has a student; the others are left out with a line each.
 *
 * @throws Failure `model-not-found` where none has one
 */
export async function withStudents<T>(
  ids: readonly string[],
  open: (id: string) => Promise<T>,
  note: (line: string) => void,
): Promise<T[]> {
  const found: T[] = []
  const missing: Failure[] = []
  for (const id of ids) {
    try {
      found.push(await open(id))
    } catch (error) {
      if (!(error instanceof Failure && error.detail.code === 'model-not-found')) throw error
      missing.push(error)
      note(`${id} is left out: there is no student for it, expected ${error.detail.expected}.`)
    }
  }
  if (found.length === 0) throw missing[0]!
  return found
}
