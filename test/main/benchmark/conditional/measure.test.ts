import { describe, expect, test } from 'vitest'
import type { Answer, Contender } from '../../../../src-main/benchmark/conditional/contender'
import { Course } from '../../../../src-main/benchmark/conditional/course'
import { measureCase, type Contest } from '../../../../src-main/benchmark/conditional/measure'
import { conditions, exactOnGrid, type TaskName } from '../../../../src-main/benchmark/conditional/names'
import { Records } from '../../../../src-main/benchmark/conditional/records'
import { conditionalRows } from '../../../../src-main/benchmark/conditional/rows'
import { Failure } from '../../../../src-main/field/failure'
import { problemById } from '../../../../src-main/problems/library'

const problem = problemById('burgers')
const size = 16

/** A method whose n-th solve takes n seconds and is wrong by `error` everywhere, relative. */
function fake(of: Pick<Contender, 'name' | 'methods'>, errors: Record<string, number>, evaluations = 3): Contender {
  let solves = 0
  return {
    ...of,
    count: 'share',
    identity: {},
    solve: (known) => {
      solves += 1
      const fields = (error: number) => ({ u: known.fields['u']!.map((value) => (1 + error) * value) })
      return Promise.resolve(
        Object.fromEntries(
          Object.entries(errors).map(([way, error]): [string, Answer] => [
            way,
            { fields: fields(error), seconds: solves, evaluations },
          ]),
        ),
      )
    },
  }
}

/** A method that fails in one task. */
function refusing(name: TaskName, failure: Error): Contender {
  const own = fake({ name: 'raw', methods: ['raw'] }, { raw: 0.1 })
  return {
    ...own,
    solve: (known, task, observed) => (task.name === name ? Promise.reject(failure) : own.solve(known, task, observed)),
  }
}

async function measured(contenders: Contender[], cases = 1) {
  const contest: Contest = { problem, size, contenders }
  const notes: string[] = []
  const records = new Records(undefined)
  const course = new Course({ onProgress: () => {} }, 1)
  const request = {
    conditions,
    records,
    course,
    signal: new AbortController().signal,
    note: (line: string) => void notes.push(line),
  }
  for (let index = 0; index < cases; index += 1) await measureCase(contest, index, request)
  const rows = await conditionalRows(contest, records)
  return { notes, row: (id: string) => rows.find((row) => row.id === `conditional.burgers.${id}`) }
}

describe('measuring cases', () => {
  test('takes the best of several ways in the mean, and the mean over the cases', async () => {
    const ways = { kriging: 0.5, 'reference-solver/kriged': 0.2, 'reference-solver/nearest': 0.3 }
    const interpolation = fake({ name: 'kriging', methods: ['kriging', 'reference-solver'] }, ways)
    const { row } = await measured([interpolation], 2)
    expect(row('forecast.reference-solver.noise1.error')).toMatchObject({ peer: 'kriging', samples: 2 })
    expect(row('forecast.reference-solver.noise1.error')!.value).toBeCloseTo(0.2, 10)
    expect(row('forecast.kriging.noise5.offgrid.error')!.value).toBeCloseTo(0.5, 10)
    expect(row('forecast.kriging.noise1.std')!.value).toBeCloseTo(0, 10)
  })

  test('takes the median time under one condition, and puts it beside that of the guided teacher', async () => {
    const student = fake({ name: 'student', methods: ['student'] }, { student: 0.1 })
    const guided = fake({ name: 'guided-teacher', methods: ['guided-teacher'] }, { 'guided-teacher': 0.2 }, 399)
    const { row } = await measured([student, guided], 3)
    // Twelve solves a case, two tasks under six conditions, of which the second and the eighth count.
    expect(row('reconstruct.student.seconds')).toMatchObject({ value: 14, samples: 3 })
    expect(row('forecast.student.seconds')).toMatchObject({ value: 20, peer: 'guided-teacher', peerValue: 20 })
    expect(row('forecast.guided-teacher.seconds')).toMatchObject({ value: 20, peer: null })
    expect(row('forecast.student.evaluations')).toMatchObject({ value: 3, peerValue: 399, ratio: 133 })
    expect(row('forecast.guided-teacher.noise0.error')).toMatchObject({ peer: 'student', samples: 3 })
    expect(row('forecast.guided-teacher.noise0.error')!.ratio).toBeCloseTo(0.5, 10)
  })

  test('leaves out a task that a method refuses and says so, and stops at any other error', async () => {
    const failure = new Failure({ code: 'flow-too-fast', kind: 'solve', what: 'the flow is too fast' })
    const { notes, row } = await measured([refusing('forecast', failure)])
    expect(notes).toHaveLength(conditions.length)
    expect(notes[0]).toMatch(/^burgers, forecast, noise0, case 1: raw has no answer, .*the flow is too fast/)
    expect(row(`forecast.raw.${exactOnGrid.name}.error`)).toBeUndefined()
    expect(row(`reconstruct.raw.${exactOnGrid.name}.error`)!.value).toBeCloseTo(0.1, 10)
    await expect(measured([refusing('forecast', new TypeError('a defect'))])).rejects.toThrow('a defect')
  })
})
