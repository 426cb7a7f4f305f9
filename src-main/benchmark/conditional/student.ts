import { reconstruct } from '../../tasks/reconstruct'
import type { Student } from '../../tasks/student'
import type { FieldEnsemble } from '../../report/solution'
import type { Fields } from '../../problems/problem'
import type { Contender } from './contender'
import type { MethodName } from './names'
import type { SensorCount } from './sensors'

export interface SolveSettings {
  /** Members of the ensemble. */
  readonly members: number
  readonly signal: AbortSignal
}

/** A whole solve as `fieldsmith solve` does it: the mean fields of the refined ensemble, and those of the latents' own. */
export function refinedStudent(student: Student, settings: SolveSettings, count: SensorCount): Contender {
  const [refined, raw] = count === 'share' ? (['student', 'raw'] as const) : (['student-500', 'raw-500'] as const)
  return solving(student, settings, { refined, raw, steps: 1, count })
}

/** The student's latents fitted in two steps. */
export function twoStepStudent(student: Student, settings: SolveSettings): Contender {
  return solving(student, settings, { raw: 'raw-k2', steps: 2, count: 'share' })
}

interface Solving {
  readonly refined?: MethodName
  readonly raw: MethodName
  readonly steps: number
  readonly count: SensorCount
}

function solving(
  student: Student,
  { members, signal }: SolveSettings,
  { refined, raw, steps, count }: Solving,
): Contender {
  return {
    name: refined ?? raw,
    methods: refined ? [refined, raw] : [raw],
    count,
    identity: { student: student.model.sha256, members },
    async solve(known, _task, { observations }) {
      const { document, versions } = await reconstruct({
        student,
        loadMs: 0,
        parameters: known.parameters,
        observations,
        observationFile: 'benchmark',
        samples: members,
        seed: known.index,
        steps,
        refine: refined !== undefined,
        signal,
      })
      const evaluations = document.evaluations.network + document.evaluations.gradient
      const { infer, total } = document.timingsMs
      return {
        ...(refined &&
          versions.refined && {
            [refined]: { fields: meansOf(versions.refined.fields), seconds: total / 1e3, evaluations },
          }),
        [raw]: { fields: meansOf(versions.raw.fields), seconds: infer / 1e3, evaluations },
      }
    },
  }
}

const meansOf = (ensembles: readonly FieldEnsemble[]): Fields =>
  Object.fromEntries(ensembles.map(({ declaration, mean }) => [declaration.key, mean]))
