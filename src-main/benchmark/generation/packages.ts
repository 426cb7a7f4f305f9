import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fittingPackages, listPackages, modelNotFound, type ListedPackage } from '../../library/library'
import { openPackage, type ModelPackage } from '../../library/package'
import type { Problem } from '../../problems/problem'
import { ablationNames } from './names'

/** Folder of the ablations' packages, which the app does not look into. */
const ablationsFolder = 'ablations'

/** What is measured of one problem: networks on one grid. */
export interface ProblemPackages {
  readonly problem: Problem
  readonly gridSize: number
  readonly teacher: ModelPackage
  /** Without one, the teacher's samplers are measured alone. */
  readonly student?: ModelPackage
  /** The teacher fine-tuned with the residual as a virtual likelihood, if there is one. */
  readonly pidm?: ModelPackage
  readonly ablations: Readonly<Partial<Record<(typeof ablationNames)[number], ModelPackage>>>
}

export function everyPackage({ teacher, student, pidm, ablations }: ProblemPackages): ModelPackage[] {
  return [teacher, student, pidm, ...Object.values(ablations)].filter((entry) => entry !== undefined)
}

/**
 * The packages of a problem in a folder of models, on the coarsest grid that has a teacher and a student, or at least a
 * teacher: the one that all problems share.
 *
 * @throws Failure of kind `model`, `model-not-found` if there is no teacher
 */
export async function problemPackages(models: string, problem: Problem): Promise<ProblemPackages> {
  const list = await listPackages(models)
  const of = (kind: 'teacher' | 'student' | 'baseline') => fittingPackages(list.packages, { problem: problem.id, kind })
  const [teachers, students] = [of('teacher'), of('student')]
  const teacher = teachers.findLast(({ manifest }) => hasGrid(students, manifest.gridSize)) ?? teachers.at(-1)
  if (!teacher) throw modelNotFound(list, models, { problem: problem.id, kind: 'teacher' })
  const { gridSize } = teacher.manifest
  const onGrid = (entries: readonly ListedPackage[]) => entries.filter(({ manifest }) => manifest.gridSize === gridSize)
  const folder = join(models, ablationsFolder)
  const others = existsSync(folder) ? (await listPackages(folder)).packages : []
  const ablations = onGrid(fittingPackages(others, { problem: problem.id, kind: 'student' }))
  const open = (entry: ListedPackage) => openPackage(entry.directory)
  const [student] = onGrid(students)
  const [pidm] = onGrid(of('baseline'))
  const found = await Promise.all(
    ablationNames.flatMap((name) => {
      const entry = ablations.find(({ manifest }) => manifest.id.endsWith(name))
      return entry ? [open(entry).then((opened) => [name, opened] as const)] : []
    }),
  )
  return {
    problem,
    gridSize,
    teacher: await open(onGrid(teachers)[0]!),
    ...(student && { student: await open(student) }),
    ...(pidm && { pidm: await open(pidm) }),
    ablations: Object.fromEntries(found),
  }
}

const hasGrid = (entries: readonly ListedPackage[], gridSize: number): boolean =>
  entries.some(({ manifest }) => manifest.gridSize === gridSize)
