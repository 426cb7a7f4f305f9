import { performance } from 'node:perf_hooks'
import { edmNoise } from '../diffusion/noise'
import { Failure } from '../field/failure'
import { RandomStream } from '../numerics/random'
import type { Symmetry } from '../problems/symmetries'
import { drawBatch } from './batches'
import type { TeacherConfiguration } from './configuration'
import type { TrainingData } from './gaussian-fit'
import type { Checkpoint, TrainingRun } from './run-directory'
import { averageDecay, cosineRate, type TrainableNetwork } from './trainable'
import type { ValidationLoss } from './validation'

/** Columns of the learning curve that every training of a denoiser has, before those of its validation. */
export const denoiserCurve = ['step', 'samplesSeen', 'seconds', 'trainingLoss', 'gradientNorm'] as const

/** Mean over channels of the squared error, at each validated noise level. */
export const meanErrors = (validated: readonly ValidationLoss[]): number[] =>
  validated.map(({ mse }) => mse.reduce((a, b) => a + b, 0) / mse.length)

export interface DenoiserTraining {
  /** Its name in the checkpoint and in the labels of its random streams. */
  readonly name: string
  /** What progress calls it. */
  readonly stage: string
  readonly settings: Pick<
    TeacherConfiguration,
    'seed' | 'batch' | 'steps' | 'rate' | 'noise' | 'averageDecay' | 'checkpointSteps'
  >
  readonly data: TrainingData
  readonly symmetries: readonly Symmetry[]
  readonly gaussian: Checkpoint['gaussian']
  readonly network: TrainableNetwork
  /** Wall-clock time that a resumed run has spent before. */
  readonly secondsBefore: number
  /** Columns of the curve beside {@link denoiserCurve}, and what stands in them for given weights. */
  readonly columns: readonly string[]
  judge(parameters: Float32Array): Promise<readonly number[]>
}

/**
 * Trains a denoiser on data under the problem's symmetries, from the step of the network's state on.
 *
 * Step k's batch depends on the seed and k alone, so a run that is resumed from a checkpoint continues bit for bit.
 * Returns when all steps are done, or when the run's signal asks it to stop (after a last checkpoint).
 *
 * @throws Failure `training-diverged`
 */
export async function trainDenoiser(
  { name, stage, settings, data, symmetries, gaussian, network, secondsBefore, columns, judge }: DenoiserTraining,
  run: TrainingRun,
): Promise<'finished' | 'stopped'> {
  const { seed, batch, steps, rate, noise } = settings
  const { state } = network
  const started = performance.now()
  const elapsed = (): number => (performance.now() - started) / 1e3

  let [lossSum, normSum, counted] = [0, 0, 0]
  const checkpoint = async (): Promise<void> => {
    const seconds = secondsBefore + elapsed()
    const n = Math.max(1, counted)
    const row = [state.step, state.step * batch, Math.round(seconds), lossSum / n, normSum / n]
    await run.record([...denoiserCurve, ...columns], [...row, ...(await judge(state.average))])
    ;[lossSum, normSum, counted] = [0, 0, 0]
    await run.save({ states: { [name]: state }, gaussian, seconds })
  }

  const first = state.step
  while (state.step < steps) {
    const before = state.step
    const random = new RandomStream(seed, name, 'step', before)
    const { loss, gradientNorm } = await network.update(
      drawBatch(data, symmetries, batch, { ...edmNoise, ...noise }, random),
      {
        rate: cosineRate(before, steps, rate.peak, rate.warmup),
        decay: averageDecay(before, settings.averageDecay),
      },
    )
    if (state.step === before) throw diverged(before)
    lossSum += loss.reduce((a, b) => a + b, 0) / batch
    normSum += gradientNorm
    counted += 1
    const perStep = elapsed() / (state.step - first)
    run.progress(stage, state.step / steps, (steps - state.step) * perStep, {
      loss: lossSum / counted,
      samplesPerSecond: batch / perStep,
    })
    if (run.signal.aborted) {
      await checkpoint()
      return 'stopped'
    }
    if (state.step % settings.checkpointSteps === 0 || state.step === steps) await checkpoint()
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
