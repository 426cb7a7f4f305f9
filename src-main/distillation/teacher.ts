import { performance } from 'node:perf_hooks'
import { edmNoise } from '../diffusion/noise'
import { Failure } from '../field/failure'
import type { DenoiserConfiguration } from '../networks/denoiser'
import { RandomStream } from '../numerics/random'
import { generateDataset } from '../problems/dataset'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { drawBatch } from './batches'
import { fitGaussian, type TrainingData } from './gaussian-fit'
import { denoiserGraph, denoiserSlots, denoiserTrainingGraph } from './graphs'
import type { RunObserver, TrainingRun } from './run-directory'
import { optimiserOf, type TeacherConfiguration } from './configuration'
import { averageDecay, cosineRate, FedNetwork, TrainableNetwork } from './trainable'
import { freshState, initialParameters } from './training-state'
import { validateDenoiser, validationSigmas } from './validation'

/** Columns of the learning curve. */
export const teacherCurve = [
  'step',
  'samplesSeen',
  'seconds',
  'trainingLoss',
  'gradientNorm',
  ...validationSigmas.map((s) => `validation@${s}`),
]

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

/**
 * Trains a teacher: an EDM denoiser of the joint distribution of all fields given the condition, on data drawn
 * from the problem's generator and reference solver, under the problem's symmetries.
 *
 * Step k's batch depends on the seed and k alone, so a run that is resumed from a checkpoint continues bit for
 * bit. Returns when all steps are done, or when the run's signal asks it to stop (after a last checkpoint).
 */
export async function trainTeacher(
  configuration: TeacherConfiguration,
  run: TrainingRun,
): Promise<'finished' | 'stopped'> {
  const { seed, batch, steps, rate, noise, gridSize } = configuration
  const problem = problemById(configuration.problem)
  const restored = await run.restore(['teacher'])
  if (restored && restored.states['teacher']!.step >= steps) return 'finished'
  const seeds = dataSeeds(seed)
  const draw = (stage: string, count: number, dataSeed: number): Promise<TrainingData> =>
    drawData(problem, gridSize, count, dataSeed, run, stage)
  const training = await draw('Drawing training fields', configuration.data.training, seeds.training)
  const validation = await draw('Drawing validation fields', configuration.data.validation, seeds.validation)
  const gaussian = restored?.gaussian ?? fitGaussian(training, problem.bases, configuration.gaussian)
  const network: DenoiserConfiguration = { network: configuration.network, gaussian, gate: 0 }
  const { slots, size } = denoiserSlots(network)
  const optimiser = optimiserOf(configuration)
  const state = restored?.states['teacher'] ?? freshState(initialParameters(slots, size, seed), optimiser.memory)
  const trainable = await TrainableNetwork.load(denoiserTrainingGraph(network, size, batch, optimiser), state)
  const judge = await FedNetwork.load(denoiserGraph(network, { size }))
  const secondsBefore = restored?.seconds ?? 0
  const started = performance.now()
  const seconds = (): number => secondsBefore + (performance.now() - started) / 1e3

  let [lossSum, normSum, counted] = [0, 0, 0]
  const checkpoint = async (): Promise<void> => {
    const validated = await validateDenoiser(judge, state.average, validation, validation.count)
    await run.record(teacherCurve, [
      state.step,
      state.step * batch,
      Math.round(seconds()),
      lossSum / Math.max(1, counted),
      normSum / Math.max(1, counted),
      ...validated.map(({ mse }) => mse.reduce((a, b) => a + b, 0) / mse.length),
    ])
    ;[lossSum, normSum, counted] = [0, 0, 0]
    await run.save({ states: { teacher: state }, gaussian, seconds: seconds() })
  }

  const first = state.step
  while (state.step < steps) {
    const random = new RandomStream(seed, 'teacher', 'step', state.step)
    const feeds = drawBatch(training, problem.symmetries, batch, { ...edmNoise, ...noise }, random)
    const decay = averageDecay(state.step, configuration.averageDecay)
    const before = state.step
    const { loss, gradientNorm } = await trainable.update(feeds, {
      rate: cosineRate(state.step, steps, rate.peak, rate.warmup),
      decay,
    })
    if (state.step === before) throw diverged(before)
    lossSum += loss.reduce((a, b) => a + b, 0) / batch
    normSum += gradientNorm
    counted += 1
    const perStep = (performance.now() - started) / 1e3 / (state.step - first)
    run.progress('Training the teacher', state.step / steps, (steps - state.step) * perStep, {
      loss: lossSum / counted,
      samplesPerSecond: batch / perStep,
    })
    if (run.signal.aborted) {
      await checkpoint()
      return 'stopped'
    }
    if (state.step % configuration.checkpointSteps === 0 || state.step === steps) await checkpoint()
  }
  return 'finished'
}

function diverged(step: number): Failure {
  return new Failure({
    code: 'training-diverged',
    kind: 'solve',
    what: 'the gradient is no longer finite; the last checkpoint is kept',
    where: `step ${step + 1}`,
    expected: 'a lower rate.peak',
  })
}
