import { edmNoise } from '../diffusion/noise'
import type { PackagedNetwork } from '../library/network'
import { RandomStream } from '../numerics/random'
import type { Problem } from '../problems/problem'
import { drawBatch } from './batches'
import { optimiserOf } from './configuration'
import { meanErrors, trainDenoiser } from './denoiser-training'
import type { TrainingData } from './gaussian-fit'
import type { PidmConfiguration } from './pidm-configuration'
import { judgedDenoiserGraph, pidmTermsGraph, pidmTrainingGraph } from './pidm-graphs'
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
  const weight = await balancedWeight(configuration, problem, { configuration: network, parameters }, data)
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
        pidmTrainingGraph(problem, network, { ...residual, weight }, size, batch, optimiser),
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

/** Batches from which the size of the loss's terms is known well enough. */
const balanceBatches = 8

/** The weight of the virtual likelihood at which it has the configured share of the teacher's denoising loss. */
export async function balancedWeight(
  { seed, batch, noise, residual }: PidmConfiguration,
  problem: Problem,
  { configuration, parameters }: PackagedNetwork,
  data: TrainingData,
): Promise<number> {
  const terms = await FedNetwork.load(
    pidmTermsGraph(problem, configuration, residual.leastVariance, parameters.length, batch),
  )
  let [denoising, virtual] = [0, 0]
  for (let i = 0; i < balanceBatches; i++) {
    const random = new RandomStream(seed, 'pidm', 'balance', i)
    const drawn = drawBatch(data, problem.symmetries, batch, { ...edmNoise, ...noise }, random)
    const sizes = await terms.run(drawn, parameters)
    denoising = sizes['denoising']!.reduce((sum, one) => sum + one, denoising)
    virtual = sizes['virtual']!.reduce((sum, one) => sum + one, virtual)
  }
  return (residual.share * denoising) / virtual
}
