import { problemById } from '../../problems/library'
import { Failure } from '../../field/failure'
import type { SuiteRequest, SuiteResult } from '../suite'
import { checkOffered } from './cases'
import { contestOf, withMethods } from './contenders'
import { Course } from './course'
import { jobCount, measureCase } from './measure'
import { conditionalProblems, conditions, methodNames } from './names'
import { Records } from './records'
import { conditionalRows } from './rows'
import { withStudents } from './with-students'

/** Cases of each problem, and members of each ensemble. */
const full = { samples: 50, members: 16 }
const quickly = { samples: 2, members: 2 }

/**
 * Reconstruction from a few observations beside what one has without a model, without the student, and, where there is
 * one, the best there can be. One case after another is solved by every method, so that a run that is stopped has seen the
 * same cases of everything; rows count all cases there are, of this run and of earlier ones into the same directory.
 */
export async function conditionalSuite(request: SuiteRequest): Promise<SuiteResult> {
  const { problem, quick, run, signal } = request
  const { samples, members } = { ...(quick ? quickly : full), ...(request.samples && { samples: request.samples }) }
  const methods = chosen('methods', methodNames, request.methods)
  const names = conditions.map(({ name }) => name)
  const ofConditions = chosen('conditions', names, request.conditions)
  const underConditions = conditions.filter(({ name }) => ofConditions.includes(name))
  const ids = problem === 'all' ? conditionalProblems : [problem]
  ids.forEach((id) => checkOffered(problemById(id)))

  const notes: string[] = []
  const contests = await withStudents(
    ids,
    (id) => contestOf(id, { members, signal }),
    (line) => void notes.push(line),
  )
  const entered = contests.map((contest) => withMethods(contest, methods))
  const jobs = entered.reduce((sum, contest) => sum + jobCount(contest, underConditions), 0)
  const records = new Records(run)
  const course = new Course(request, samples * jobs)
  const measuring = {
    conditions: underConditions,
    records,
    course,
    signal,
    note: (line: string) => void notes.push(line),
  }
  for (let index = 0; index < samples; index += 1) {
    for (const contest of entered) await measureCase(contest, index, measuring)
  }

  const rows = []
  for (const contest of contests) rows.push(...(await conditionalRows(contest, records)))
  return { provider: contests[0]!.provider, models: contests.flatMap(({ models }) => models), rows, notes }
}

/** The names that were asked for, all of them without a list. */
function chosen<T extends string>(
  option: string,
  names: readonly T[],
  asked: readonly string[] | undefined,
): readonly T[] {
  const unknown = asked?.find((name) => !(names as readonly string[]).includes(name))
  if (unknown === undefined) return names.filter((name) => asked?.includes(name) ?? true)
  throw new Failure({
    code: 'unknown-name',
    kind: 'usage',
    what: 'the suite conditional knows nothing of that name',
    where: `--${option}`,
    expected: names.join(', '),
    received: unknown,
  })
}
