import type { PackagedNetwork } from '../library/network'
import type { Problem } from '../problems/problem'
import { optimiserOf } from './configuration'
import { meanErrors, trainDenoiser } from './denoiser-training'
import type { TrainingData } from './gaussian-fit'
import type { PidmConfiguration } from './pidm-configuration'
import { judgedDenoiserGraph, pidmTrainingGraph } from './pidm-graphs'
import type { TrainingRun } from './run-directory'
import { dataSeeds, drawData } from './teacher'
import { FedNetwork, TrainableNetwork } from './trainable'
import { freshState } from './training-state'
import { validateDenoiser, validationSigmas } from './validation'

/** Columns of the learning curve beside those of every denoiser. */
const columns = [...validationSigmas.map((s) => `validation@${s}`), ...validationSigmas.map((s) => `residual@${s}`)]

/**
 * Fine-tunes a teacher as a physics-informed diffusion model, see `pidmTrainingGraph`: a baseline that stays as slow
 * to sample from as its teacher.
 *
 * Resumes bit for bit and returns as `trainDenoiser` does.
 */
export async function fineTunePhysics(
  configuration: PidmConfiguration,
  problem: Problem,
  { configuration: network, parameters }: PackagedNetwork,
  run: TrainingRun,
): Promise<'finished' | 'stopped'> {
  const { seed, batch, steps, residual } = configuration
  const { gaussian } = network
  const restored = await run.restore(['pidm'])
  if (restored && restored.states['pidm']!.step >= steps) return 'finished'
  const seeds = dataSeeds(seed)
  const draw = (stage: string, count: number, dataSeed: number): Promise<TrainingData> =>
    drawData(problem, gaussian.size, count, dataSeed, run, stage)
  const data = await draw('Drawing training fields', configuration.data.training, seeds.training)
  const validation = await draw('Drawing validation fields', configuration.data.validation, seeds.validation)
  const optimiser = optimiserOf(configuration)
  const size = parameters.length
  const judge = await FedNetwork.load(judgedDenoiserGraph(problem, network, size))
  return trainDenoiser(
    {
      name: 'pidm',
      stage: 'Fine-tuning by the residual',
      settings: configuration,
      data,
      symmetries: problem.symmetries,
      gaussian,
      network: await TrainableNetwork.load(
        pidmTrainingGraph(problem, network, residual, size, batch, optimiser),
        restored?.states['pidm'] ?? freshState(parameters, optimiser.memory),
      ),
      secondsBefore: restored?.seconds ?? 0,
      columns,
      judge: async (weights) => {
        const validated = await validateDenoiser(judge, weights, validation, validation.count)
        return [...meanErrors(validated), ...validated.map((at) => at.residual)]
      },
    },
    run,
  )
}
