import type { Fields } from '../../problems/problem'
import { reconstruct } from '../../tasks/reconstruct'
import type { Student } from '../../tasks/student'
import type { Contender } from './contender'
import type { MethodName } from './names'
import type { SensorCount } from './sensors'

export interface SolveSettings {
  /** Members of the ensemble. */
  readonly members: number
  readonly signal: AbortSignal
}

/** How one method solves: with the physics polish or without, in so many steps of the generator. */
interface Solving {
  readonly name: MethodName
  readonly refine: boolean
  readonly steps: number
  readonly count: SensorCount
}

const solvings: readonly Solving[] = [
  { name: 'student', refine: true, steps: 1, count: 'share' },
  { name: 'raw', refine: false, steps: 1, count: 'share' },
  { name: 'raw-k2', refine: false, steps: 2, count: 'share' },
  { name: 'student-500', refine: true, steps: 1, count: 'published' },
]

/** Whole solves as `fieldsmith solve` does them, and the mean fields that it exports. */
export const solves = (student: Student, settings: SolveSettings): Contender[] =>
  solvings
    .filter(({ steps }) => student.model.manifest.steps.includes(steps))
    .map((solving) => solvedBy(student, settings, solving))

function solvedBy(
  student: Student,
  { members, signal }: SolveSettings,
  { name, refine, steps, count }: Solving,
): Contender {
  return {
    name,
    methods: [name],
    count,
    identity: { student: student.model.sha256, members },
    async solve({ parameters, index }, _task, { observations }) {
      const { document, fields } = await reconstruct({
        student,
        loadMs: 0,
        parameters,
        observations,
        observationFile: 'benchmark',
        samples: members,
        seed: index,
        refine,
        steps,
        signal,
      })
      const means: Fields = Object.fromEntries(fields.map(({ declaration, mean }) => [declaration.key, mean]))
      const { network, gradient } = document.evaluations
      return {
        [name]: { fields: means, seconds: document.timingsMs.total / 1e3, evaluations: network + gradient },
      }
    },
  }
}
