import type { DenoiserConfiguration } from '../networks/denoiser'
import type { LinearGaussian } from '../networks/linear-gaussian'
import { generateDataset } from '../problems/dataset'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { meanErrors, trainDenoiser } from './denoiser-training'
import { fitGaussian, whiteGaussian, type TrainingData } from './gaussian-fit'
import { denoiserGraph, denoiserSlots, denoiserTrainingGraph } from './graphs'
import type { RunObserver, TrainingRun } from './run-directory'
import { optimiserOf, type TeacherConfiguration } from './configuration'
import { FedNetwork, TrainableNetwork } from './trainable'
import { freshState, initialParameters } from './training-state'
import { validateDenoiser, validationSigmas } from './validation'

/** Normalised joint samples for training or validation; equal arguments give equal bytes. */
export async function drawData(
  problem: Problem,
  size: number,
  count: number,
  seed: number,
  run: RunObserver,
  stage: string,
): Promise<TrainingData> {
  const { states, conditions, parameters } = await generateDataset(problem, {
    size,
    count,
    seed,
    signal: run.signal,
    onProgress: (done, total) => run.progress(stage, done / total),
  })
  return { size, channels: problem.fields.length, count, states, conditions, parameters }
}

/** Seeds of the data sets: validation never meets training. */
export const dataSeeds = (seed: number): { training: number; validation: number; heldOut: number } => ({
  training: 3 * seed,
  validation: 3 * seed + 1,
  heldOut: 3 * seed + 2,
})

function gaussianOf(
  data: TrainingData,
  { bases }: Problem,
  { spectrum, ...settings }: TeacherConfiguration['gaussian'],
): LinearGaussian {
  return spectrum === 'white' ? whiteGaussian(data, bases) : fitGaussian(data, bases, settings)
}

/**
 * Trains a teacher: an EDM denoiser of the joint distribution of all fields given the condition, on data drawn
 * from the problem's generator and reference solver, under the problem's symmetries.
 *
 * Resumes bit for bit and returns as {@link trainDenoiser} does.
 */
export async function trainTeacher(
  configuration: TeacherConfiguration,
  run: TrainingRun,
): Promise<'finished' | 'stopped'> {
  const { seed, batch, steps, gridSize } = configuration
  const problem = problemById(configuration.problem)
  const restored = await run.restore(['teacher'])
  if (restored && restored.states['teacher']!.step >= steps) return 'finished'
  const seeds = dataSeeds(seed)
  const draw = (stage: string, count: number, dataSeed: number): Promise<TrainingData> =>
    drawData(problem, gridSize, count, dataSeed, run, stage)
  const data = await draw('Drawing training fields', configuration.data.training, seeds.training)
  const validation = await draw('Drawing validation fields', configuration.data.validation, seeds.validation)
  const gaussian = restored?.gaussian ?? gaussianOf(data, problem, configuration.gaussian)
  const network: DenoiserConfiguration = { network: configuration.network, gaussian, gate: 0 }
  const { slots, size } = denoiserSlots(network)
  const optimiser = optimiserOf(configuration)
  const state = restored?.states['teacher'] ?? freshState(initialParameters(slots, size, seed), optimiser.memory)
  const judge = await FedNetwork.load(denoiserGraph(network, { size }))
  return trainDenoiser(
    {
      name: 'teacher',
      stage: 'Training the teacher',
      settings: configuration,
      data,
      symmetries: problem.symmetries,
      gaussian,
      network: await TrainableNetwork.load(denoiserTrainingGraph(network, size, batch, optimiser), state),
      secondsBefore: restored?.seconds ?? 0,
      columns: validationSigmas.map((s) => `validation@${s}`),
      judge: async (weights) => meanErrors(await validateDenoiser(judge, weights, validation, validation.count)),
    },
    run,
  )
}
