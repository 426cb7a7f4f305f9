import { stat } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { openStudent, places, type Places } from '../library/collection'
import { modelsInUseFile } from '../library/models-in-use'
import { selectedProvider } from '../library/provider-in-use'
import { loadStudent, type Student } from '../tasks/student'

interface Kept {
  /** What the choice of the model depended on. */
  readonly stamp: string
  readonly student: Promise<Student>
}

/** The last student of each problem; one that was replaced must not stay in memory. */
const kept = new Map<string, Kept>()

/** The student of a problem, the one in use or the one named, kept while that is the same; `loadMs` is what this call waited. */
export async function studentFor(problem: string, id?: string): Promise<{ student: Student; loadMs: number }> {
  const started = performance.now()
  const where = places()
  const provider = await selectedProvider()
  const stamp = JSON.stringify([where, id, provider, await choiceStamp(where)])
  const known = kept.get(problem)
  const student = known?.stamp === stamp ? known.student : load(where, problem, provider, id)
  if (student !== known?.student) {
    const entry = { stamp, student }
    kept.set(problem, entry)
    // A package that is mended may be tried again.
    student.catch(() => {
      if (kept.get(problem) === entry) kept.delete(problem)
    })
  }
  return { student: await student, loadMs: performance.now() - started }
}

/** Changes when another model is put to use, also by another process. */
async function choiceStamp({ home }: Places): Promise<number> {
  return stat(modelsInUseFile(home)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

async function load(where: Places, problem: string, provider: string, id?: string): Promise<Student> {
  return loadStudent(await openStudent(where, problem, id), { provider })
}
