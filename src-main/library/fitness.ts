/** Whether a package from elsewhere speaks of the problems as they are here. */
import { Failure } from '../field/failure'
import { problems } from '../problems/library'
import { manifestName, type ModelManifest } from './manifest'

/** The file that a package of each kind is run from. */
export const networkRoles = { student: 'generator', teacher: 'denoiser', baseline: 'denoiser' } as const

/**
 * Refuses a package whose fields, conditions, grid or network are not those of its problem here: it would open, and
 * then fail wherever it is used.
 *
 * @throws Failure `model-unfit` of kind `model`
 */
export function refuseUnfit(manifest: ModelManifest, where: string): void {
  const refuse = (key: string, expected: string, received: string): Failure =>
    new Failure({
      code: 'model-unfit',
      kind: 'model',
      what: 'the model cannot be used with the problems of this version',
      where: `${where}, ${manifestName}, ${key}`,
      expected,
      received,
    })
  const problem = Object.hasOwn(problems, manifest.problem) ? problems[manifest.problem]! : undefined
  if (!problem) throw refuse('problem', Object.keys(problems).join(', '), manifest.problem)
  const same = (key: 'fields' | 'conditionNames', expected: readonly string[]): void => {
    const received = manifest[key]
    if (received.join('\n') !== expected.join('\n')) throw refuse(key, expected.join(', '), received.join(', '))
  }
  same(
    'fields',
    problem.fields.map(({ key }) => key),
  )
  same('conditionNames', problem.conditionNames)
  const role = networkRoles[manifest.kind]
  const roles = manifest.files.map((file) => file.role)
  if (!roles.includes(role)) throw refuse('files', `a file of role ${role}`, roles.join(', '))
  try {
    problem.grid(manifest.gridSize)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw refuse('gridSize', error.detail.expected ?? 'a size of the problem', `${manifest.gridSize}`)
  }
}
