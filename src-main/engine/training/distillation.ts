import type { StudentConfiguration } from '../../distillation/configuration'
import { cardSamples, heldOutData, packageStudent, teacherSeed } from '../../distillation/packaging'
import { distil } from '../../distillation/phys-instruct'
import type { TrainingRun } from '../../distillation/run-directory'
import type { ModelManifest } from '../../library/manifest'
import { unpackNetwork } from '../../library/network'
import { writePackage, type ModelPackage } from '../../library/package'
import { problemById } from '../../problems/library'

/** Distils a teacher and packages the student in `target`, measured; undefined where the run was asked to stop before. */
export async function distilInto(
  target: string,
  configuration: StudentConfiguration,
  teacher: ModelPackage,
  run: TrainingRun,
): Promise<ModelManifest | undefined> {
  const problem = problemById(teacher.manifest.problem)
  const network = unpackNetwork(teacher, 'denoiser')
  // The collapse watch may look at this data only because the card's own figures come from the other half.
  const [, watched] = await heldOutData(problem, teacher.manifest.gridSize, teacherSeed(teacher), cardSamples, run)
  if ((await distil(configuration, problem, network, watched, run)) === 'stopped') return undefined
  return writePackage(target, await packageStudent(configuration, teacher, network.configuration, run))
}
