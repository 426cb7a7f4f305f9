import { join } from 'node:path'
import { studentFor } from '../../engine/students'
import { writeFileAtomic } from '../../formats/atomic'
import { problemById } from '../../problems/library'
import type { Student } from '../../tasks/student'
import { caseSeed, checkOffered, drawCase } from '../conditional/cases'
import { Course } from '../conditional/course'
import { conditionalProblems, type TaskName } from '../conditional/names'
import { everyTask } from '../conditional/tasks'
import { withStudents } from '../conditional/with-students'
import { identityHash, kept } from '../kept'
import { pause, type SuiteRequest, type SuiteResult } from '../suite'
import { factorsDocument, factorsFile } from './factors'
import { caseSchema, measureTask, type CalibrationCase } from './measure'
import { calibrationRows, type ProblemCases } from './rows'

/** Cases of each problem, and members of each ensemble. */
const full = { samples: 100, members: 16 }
const quickly = { samples: 2, members: 4 }

/** First case: those before belong to the suite `conditional`, and to whoever looks at its figures. */
const firstCase = 1000

/**
 * How often the intervals of an ensemble hold the truth, what spread they should have, and how often alarms are raised
 * where nothing is wrong, and where something is. With a run directory, the factors of the spread are written there in
 * the form that the app takes them in.
 */
export async function calibrationSuite(request: SuiteRequest): Promise<SuiteResult> {
  const { problem, quick, run, signal } = request
  const { samples, members } = { ...(quick ? quickly : full), ...(request.samples && { samples: request.samples }) }
  const ids = problem === 'all' ? conditionalProblems : [problem]
  ids.forEach((id) => checkOffered(problemById(id)))
  const notes: string[] = []
  const students = await withStudents(
    ids,
    async (id) => (await studentFor(id)).student,
    (line) => void notes.push(line),
  )
  const jobs = students.reduce((sum, student) => sum + everyTask(student.problem).length, 0)
  const course = new Course(request, samples * jobs)
  const measured: ProblemCases[] = []
  for (const student of students) {
    const cases = await casesOf(student, { samples, members, run, signal, course })
    measured.push({ problem: student.problem, cases })
  }
  const rows = measured.flatMap(calibrationRows)
  if (run) await writeFileAtomic(join(run, factorsFile), new TextEncoder().encode(factorsDocument(rows)))
  return {
    provider: students[0]!.provider,
    models: students.map(({ model }) => ({ id: model.manifest.id, sha256: model.sha256 })),
    rows,
    notes,
  }
}

interface Measuring {
  readonly samples: number
  readonly members: number
  readonly run: string | undefined
  readonly signal: AbortSignal
  readonly course: Course
}

/** Every case of a problem, measured or taken from the run directory, where each stands as soon as it is measured. */
async function casesOf(
  student: Student,
  { samples, members, run, signal, course }: Measuring,
): Promise<ProblemCases['cases']> {
  const { problem, size, model } = student
  const tasks = everyTask(problem)
  const hash = identityHash([problem.id, caseSeed], { student: model.sha256, members })
  const cases = new Map<TaskName, CalibrationCase[]>(tasks.map(({ name }) => [name, []]))
  for (let index = firstCase; index < firstCase + samples; index += 1) {
    for (const [t, task] of tasks.entries()) {
      await pause(signal)
      course.stage(`${problem.id}, ${task.name}`, { case: index + 1 - firstCase })
      const path = run && join(run, problem.id, `${task.name}-${hash}`, `case-${index}.json`)
      let isKept = true
      const found = await kept(path, caseSchema, () => {
        isKept = false
        // Mishaps are tried on one task of each case, by turns.
        const isTried = index % tasks.length === t
        return measureTask(student, drawCase(problem, size, index), task, { members, isTried, signal })
      })
      cases.get(task.name)!.push(found)
      course.finish({ isKept })
    }
  }
  return cases
}
