import { mean, median, standardDeviation } from '../../numerics/statistics'
import type { Problem } from '../../problems/problem'
import { row, type Peer, type Row } from '../row'
import type { Contest } from './measure'
import {
  conditionalRow,
  conditions,
  methodNames,
  serves,
  timedCondition,
  type Condition,
  type MethodName,
  type TaskName,
} from './names'
import type { AnswerRecord, CaseRecord, Records } from './records'
import { everyTask, type Task } from './tasks'

/** Answers of one method, by case. */
type Answers = ReadonlyMap<number, AnswerRecord>

/** What a method's errors are put beside. */
const peers: Readonly<Partial<Record<MethodName, MethodName>>> = {
  student: 'kriging',
  raw: 'kriging',
  'raw-k2': 'kriging',
  'reference-solver': 'kriging',
  'guided-teacher': 'student',
  'student-500': 'kriging-500',
}

/** What a method's time and evaluations are put beside. */
const slowPeer: MethodName = 'guided-teacher'

/** The rows of one problem, of all records there are. */
export async function conditionalRows(contest: Contest, records: Records): Promise<Row[]> {
  const rows: Row[] = []
  for (const task of everyTask(contest.problem)) rows.push(...(await taskRows(contest, task, records)))
  return rows
}

async function taskRows(contest: Contest, task: Task, records: Records): Promise<Row[]> {
  const { problem } = contest
  const errors = new Map<Condition, Map<MethodName, Answers>>()
  for (const condition of conditions) errors.set(condition, await answersOf(contest, task, condition, records))
  return methodNames.flatMap((method) => [
    ...conditions.flatMap((condition) => errorRows(problem, task.name, method, condition, errors.get(condition)!)),
    ...effortRows(problem, task.name, method, errors),
  ])
}

/** The answers of every method under one condition; of several ways those of the best one. */
async function answersOf(
  { problem, contenders }: Contest,
  task: Task,
  condition: Condition,
  records: Records,
): Promise<Map<MethodName, Answers>> {
  const found = new Map<MethodName, Answers>()
  for (const contender of contenders) {
    const all = await records.all({ problem: problem.id, task: task.name, contender }, condition)
    for (const method of contender.methods) {
      const ways = waysOf(method, [...all.values()])
      const answers = ways.map((way) => new Map([...all].map(([index, record]) => [index, record.answers[way]!])))
      const [best] = answers.toSorted((a, b) => meanError(a) - meanError(b))
      if (best && best.size > 0 && serves(method, problem.id, task.name, condition)) found.set(method, best)
    }
  }
  return found
}

/** The names of a method's answers: its own, or one for each of its ways. */
function waysOf(method: MethodName, records: readonly CaseRecord[]): string[] {
  const names = Object.keys(records[0]?.answers ?? {})
  return names.filter((name) => name === method || name.startsWith(`${method}/`))
}

const meanError = (answers: Answers): number => mean([...answers.values()].map(({ error }) => error))

function errorRows(
  problem: Problem,
  task: TaskName,
  method: MethodName,
  condition: Condition,
  answers: ReadonlyMap<MethodName, Answers>,
): Row[] {
  const own = answers.get(method)
  if (!own) return []
  const samples = own.size
  const id = conditionalRow(problem.id, task, method, condition)
  const values = [...own.values()]
  const peer = peers[method] && peerOf(peers[method], own, answers)
  const details = { unit: '1', better: 'lower', samples } as const
  const given = values.flatMap(({ givenError }) => givenError ?? [])
  return [
    row(`${id}.error`, mean(values.map(({ error }) => error)), { ...details, ...(peer && { peer }) }),
    row(`${id}.std`, standardDeviation(values.map(({ error }) => error)), details),
    ...(given.length > 0 ? [row(`${id}.givenError`, mean(given), details)] : []),
  ]
}

/** The peer's mean error over the very cases of `own`, if it has them all. */
function peerOf(name: MethodName, own: Answers, answers: ReadonlyMap<MethodName, Answers>): Peer | undefined {
  const other = answers.get(name)
  const errors = [...own.keys()].flatMap((index) => other?.get(index)?.error ?? [])
  return errors.length === own.size ? { name, value: mean(errors) } : undefined
}

/** Median time, and evaluations in the mean, under the timed condition, or the first one that a method was solved under. */
function effortRows(
  { id }: Problem,
  task: TaskName,
  method: MethodName,
  errors: ReadonlyMap<Condition, ReadonlyMap<MethodName, Answers>>,
): Row[] {
  const answersOfMethod = (name: MethodName): AnswerRecord[] => {
    const found = [timedCondition, ...conditions].map((condition) => errors.get(condition)!.get(name))
    return [...(found.find((answers) => answers !== undefined)?.values() ?? [])]
  }
  const own = answersOfMethod(method)
  const slow = method === slowPeer ? [] : answersOfMethod(slowPeer)
  const usesNetwork = own.some(({ evaluations }) => evaluations > 0)
  const figure = (key: 'seconds' | 'evaluations', unit: string, of: (values: readonly number[]) => number): Row[] => {
    const valueOf = (answers: readonly AnswerRecord[]): number => of(answers.map((answer) => answer[key]))
    const peer = usesNetwork && slow.length > 0 && { peer: { name: slowPeer, value: valueOf(slow) } }
    const details = { unit, better: 'lower', samples: own.length, ...peer } as const
    return [row(`${conditionalRow(id, task, method)}.${key}`, valueOf(own), details)]
  }
  if (own.length === 0) return []
  return [...figure('seconds', 's', median), ...(usesNetwork ? figure('evaluations', '1', mean) : [])]
}
