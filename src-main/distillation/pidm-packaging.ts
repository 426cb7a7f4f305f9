import { edmNoise } from '../diffusion/noise'
import { serialise } from '../graph/serialise'
import type { ManifestDraft } from '../library/manifest'
import type { ModelPackage } from '../library/package'
import type { DenoiserConfiguration } from '../networks/denoiser'
import { problemById } from '../problems/library'
import { Session } from '../runtime/session'
import { part } from './batches'
import { denoiserGraph } from './graphs'
import { measureSamples } from './measure'
import {
  cardSamples,
  common,
  describe,
  heldOutData,
  heunSamples,
  medianMs,
  provenance,
  runFiles,
  teacherSeed,
  teacherSteps,
} from './packaging'
import type { PidmConfiguration } from './pidm-configuration'
import { judgedDenoiserGraph } from './pidm-graphs'
import { readCheckpoint, type TrainingRun } from './run-directory'
import { FedNetwork } from './trainable'
import { validateDenoiser } from './validation'

/** The package of a finished fine-tuning by the residual: a denoiser for the benchmark alone, measured like a teacher. */
export async function packagePidm(
  configuration: PidmConfiguration,
  teacher: ModelPackage,
  network: DenoiserConfiguration,
  run: TrainingRun,
): Promise<ManifestDraft> {
  const problem = problemById(teacher.manifest.problem)
  const { seed, batch } = configuration
  const { size } = network.gaussian
  const { states, seconds } = await readCheckpoint(run.directory, ['pidm'])
  const { average, step } = states['pidm']!
  const graph = denoiserGraph(network, { stored: average })
  const bytes = serialise(graph)
  const session = await Session.load(bytes)

  const [data, other] = await heldOutData(problem, size, teacherSeed(teacher), cardSamples, run)
  run.progress('Measuring the fine-tuned denoiser', 0)
  const judge = await FedNetwork.load(judgedDenoiserGraph(problem, network, average.length))
  const one = part(data, 0, 1)
  return {
    ...common(problem, configuration.id, size),
    kind: 'baseline',
    sigma: { data: 1, minimum: edmNoise.minimum, maximum: edmNoise.maximum },
    steps: [teacherSteps],
    files: [describe('denoiser.onnx', 'denoiser', graph, bytes), ...(await runFiles(run))],
    provenance: {
      ...provenance(network, seed, { samplesSeen: step * batch, steps: step, seconds }),
      teacher: { id: teacher.manifest.id, sha256: teacher.sha256 },
    },
    card: {
      samples: cardSamples,
      evaluations: 2 * teacherSteps - 1,
      parameters: average.length,
      validation: await validateDenoiser(judge, average, data, cardSamples),
      quality: measureSamples(problem, await heunSamples(session, data, teacherSteps, seed), data, other),
      latencyMs: await medianMs(() => heunSamples(session, one, teacherSteps, 1), 5),
    },
  }
}
