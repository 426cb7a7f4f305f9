import { performance } from 'node:perf_hooks'
import { edmNoise } from '../diffusion/noise'
import { Failure } from '../field/failure'
import { serialise } from '../graph/serialise'
import { correctionBy, type PackagedNetwork } from '../library/network'
import type { DenoiserConfiguration } from '../networks/denoiser'
import { RandomStream } from '../numerics/random'
import { mean } from '../numerics/statistics'
import type { Problem } from '../problems/problem'
import { float32, Session } from '../runtime/session'
import { part, whiteNoise } from './batches'
import { refuseCollapse, watchChannels } from './collapse'
import { samplesAt } from './conditional-samples'
import { optimiserOf, type StudentConfiguration } from './configuration'
import { divergenceGradient, drawDivergenceSigmas } from './divergence'
import type { TrainingData } from './gaussian-fit'
import { denoiserGraph, denoiserTrainingGraph } from './graphs'
import { generatorGraph } from '../networks/generator-graph'
import { parametersAt } from './measure'
import { updateFakeDenoiser } from './phys-instruct/fake-denoiser'
import { generatorStepGraph } from './phys-instruct/generator-step'
import { guidanceAt } from './phys-instruct/guidance'
import { Unroll, unrollLevels, type StepInputs } from './phys-instruct/unroll'
import { physicsTermGraph } from './physics-term'
import type { TrainingRun } from './run-directory'
import { averageDecay, cosineRate, FedNetwork, TrainableNetwork } from './trainable'
import { freshState } from './training-state'

/** Samples whose residual stands in the learning curve, and those of its strip. */
const [judgedSamples, stripSamples] = [16, 4]

/** Columns of a distillation's learning curve; the watch's columns follow per field. */
export function studentCurve(problem: Problem): string[] {
  const watch = problem.fields.flatMap(({ key }) => [
    `varianceRatio.${key}`,
    `spectrumDistance.${key}`,
    `slicedWasserstein.${key}`,
  ])
  return ['step', 'seconds', 'denoiserLoss', 'divergence', 'physics', 'gradientNorm', 'pdeError', ...watch]
}

/** The network of a student: the teacher's, with the student's own gate and last layers. */
export function studentNetwork(
  problem: Problem,
  teacher: DenoiserConfiguration,
  { gate, sweeps }: StudentConfiguration,
): DenoiserConfiguration {
  return { ...teacher, gate, ...correctionBy(problem, sweeps) }
}

/** The noise levels of a student's unrolls, for k = 1..K. */
export const studentLevels = ({ levels, maximumSteps }: StudentConfiguration): number[][] =>
  unrollLevels(levels, maximumSteps)

/**
 * Phys-Instruct (Kong et al. 2026): distils a teacher into a generator of 1..K steps, one network for all of them, that
 * minimises
 *
 * integral KL(generator || teacher) + guidance E[R(x)]
 *
 * with an online denoiser D_phi, trained on the generator's own samples, standing for the generator's score.
 * Each update: `denoiserUpdates` EDM steps of D_phi on fresh samples; then one generator step along
 * g = (D_phi - D_T) / mean|x - D_T| (integral KL) and dR/dx (physics), combined in the generator's parameters. Every
 * batch is that of a random step of a random k, see {@link Unroll}.
 *
 * `heldOut` is data that neither teacher nor student was trained on: the collapse watch compares samples at the same
 * conditions with it. Update k draws from (seed, k) alone, so resumed runs continue bit for bit.
 */
export async function distil(
  configuration: StudentConfiguration,
  problem: Problem,
  teacher: PackagedNetwork,
  heldOut: TrainingData,
  run: TrainingRun,
): Promise<'finished' | 'stopped'> {
  const { seed, batch, steps, rate } = configuration
  const { configuration: network, parameters } = teacher
  const student = studentNetwork(problem, network, configuration)
  const levels = studentLevels(configuration)
  const { size, channels } = heldOut
  const pixels = size * size
  const dims = [batch, channels, size, size]

  const restored = await run.restore(['generator', 'denoiser'])
  const optimiser = optimiserOf(configuration)
  const generatorState = restored?.states['generator'] ?? freshState(parameters, optimiser.memory)
  const denoiserState = restored?.states['denoiser'] ?? freshState(parameters, optimiser.memory)
  const { norms, combination, coefficientGradient } = configuration.physics
  const generator = await TrainableNetwork.load(
    generatorStepGraph(student, parameters.length, batch, combination, optimiser),
    generatorState,
  )
  const denoiser = await TrainableNetwork.load(
    denoiserTrainingGraph(network, parameters.length, batch, optimiser),
    denoiserState,
  )
  const stepper = await FedNetwork.load(denoiserGraph(student, { size: parameters.length }))
  const sampler = await FedNetwork.load(generatorGraph(student, levels[0]!, { size: parameters.length }))
  const estimator = await FedNetwork.load(denoiserGraph(network, { size: parameters.length }))
  const frozen = await Session.load(serialise(denoiserGraph(network, { stored: parameters })))
  const physics = await Session.load(serialise(physicsTermGraph(problem, size, norms, { coefficientGradient })))
  const unroll = await Unroll.load(problem, network.gaussian, levels, batch)

  const secondsBefore = restored?.seconds ?? 0
  const started = performance.now()
  const seconds = (): number => secondsBefore + (performance.now() - started) / 1e3
  const sums = { denoiserLoss: 0, divergence: 0, physics: 0, gradientNorm: 0, counted: 0 }

  const checkpoint = async (): Promise<void> => {
    const samples = await oneStepSamples(sampler, generatorState.average, heldOut, seed)
    const watch = watchChannels(samples, heldOut.states, network.gaussian.bases, size)
    const n = Math.max(1, sums.counted)
    await run.record(studentCurve(problem), [
      generatorState.step,
      Math.round(seconds()),
      sums.denoiserLoss / n / configuration.denoiserUpdates,
      sums.divergence / n,
      sums.physics / n,
      sums.gradientNorm / n,
      meanResidual(problem, samples, part(heldOut, 0, Math.min(judgedSamples, heldOut.count))),
      ...watch.flatMap((w) => [w.varianceRatio, w.spectrumDistance, w.slicedWasserstein]),
    ])
    const shown = Math.min(stripSamples, heldOut.count)
    run.onSamples({
      step: generatorState.step,
      size,
      parameters: Array.from({ length: shown }, (_, i) => parametersAt(problem, heldOut, i)),
      states: samples.slice(0, shown * channels * pixels),
    })
    Object.assign(sums, { denoiserLoss: 0, divergence: 0, physics: 0, gradientNorm: 0, counted: 0 })
    refuseCollapse(
      watch,
      problem.fields.map(({ key }) => key),
      configuration.collapse,
      generatorState.step,
    )
    await run.save({
      states: { generator: generatorState, denoiser: denoiserState },
      gaussian: network.gaussian,
      seconds: seconds(),
    })
  }

  const first = generatorState.step
  while (generatorState.step < steps) {
    const step = generatorState.step
    const random = new RandomStream(seed, 'student', 'step', step)
    const noiseLevels = (): Float32Array => drawDivergenceSigmas(batch, configuration.noiseQuantiles, edmNoise, random)
    const draw = async (): Promise<{ inputs: StepInputs; clean: Float32Array }> => {
      const inputs = await unroll.draw(random, stepper, generatorState.parameters)
      const { noisy, sigma, condition } = inputs
      const { estimate } = await stepper.run({ x: noisy, sigma, condition }, generatorState.parameters)
      return { inputs, clean: estimate! }
    }

    for (let i = 0; i < configuration.denoiserUpdates; i++) {
      const { inputs, clean } = await draw()
      const samples = float32(clean, dims)
      const { condition } = inputs
      const { loss, gradientNorm } = await updateFakeDenoiser(
        denoiser,
        samples,
        condition,
        noiseLevels(),
        rate.denoiser,
        random,
      )
      // A generator that went to infinity is met here first, in its samples.
      if (!Number.isFinite(gradientNorm)) throw diverged(clean.every(Number.isFinite) ? 'denoiser' : 'generator', step)
      sums.denoiserLoss += loss
    }

    const { inputs, clean } = await draw()
    const sigma = noiseLevels()
    const noise = whiteNoise(random, clean.length)
    const noisy = clean.map((value, i) => value + sigma[Math.floor(i / (channels * pixels))]! * noise[i]!)
    const feeds = { x: float32(noisy, dims), sigma: float32(sigma, [batch, 1]), condition: inputs.condition }
    const teacherEstimate = (await frozen.run(feeds))['estimate']!
    const generatorEstimate = (await estimator.run(feeds, denoiserState.parameters))['estimate']!
    const { value, gradient } = await physics.run({ state: float32(clean, dims), condition: inputs.condition })
    const divergence = divergenceGradient(clean, generatorEstimate, teacherEstimate, pixels)
    const guidance = guidanceAt(step, configuration.physics)
    const perNumber = (cotangent: Float32Array): Float32Array => cotangent.map((g) => g / clean.length)
    const { gradientNorm } = await generator.update(
      {
        ...inputs,
        divergence: float32(perNumber(divergence), dims),
        residual: float32(guidance > 0 ? perNumber(gradient!) : new Float32Array(clean.length), dims),
        guidance: float32(Float32Array.of(guidance), []),
      },
      {
        rate: cosineRate(step, steps, rate.generator, rate.warmup),
        decay: averageDecay(step, configuration.averageDecay),
      },
    )
    if (!Number.isFinite(gradientNorm)) throw diverged('generator', step)

    sums.divergence += Math.sqrt(mean(Array.from(divergence, (g) => g * g)))
    sums.physics += mean(Array.from(value!))
    sums.gradientNorm += gradientNorm
    sums.counted += 1
    const perStep = (performance.now() - started) / 1e3 / (generatorState.step - first)
    run.progress('Distilling the student', generatorState.step / steps, (steps - generatorState.step) * perStep, {
      divergence: sums.divergence / sums.counted,
      physics: sums.physics / sums.counted,
      samplesPerSecond: batch / perStep,
    })
    if (run.signal.aborted) {
      await checkpoint()
      return 'stopped'
    }
    if (generatorState.step % configuration.checkpointSteps === 0 || generatorState.step === steps) await checkpoint()
  }
  return 'finished'
}

/** One sample in one step at the condition of each held-out state, from fixed latents. */
function oneStepSamples(
  network: FedNetwork,
  parameters: Float32Array,
  heldOut: TrainingData,
  seed: number,
): Promise<Float32Array> {
  return samplesAt(heldOut, { seed, label: 'watch' }, async (latent, condition) => {
    return (await network.run({ latent, condition }, parameters))['state']!
  })
}

/** Mean over samples of the relative residual in L2, at the conditions of `data`. */
function meanResidual(problem: Problem, samples: Float32Array, data: TrainingData): number {
  const width = data.states.length / data.count
  const residuals = Array.from({ length: data.count }, (_, i) => {
    const parameters = parametersAt(problem, data, i)
    const fields = problem.denormalise(parameters, samples.slice(i * width, (i + 1) * width))
    return problem.residual(data.size, parameters, fields).norms.l2Relative
  })
  return mean(residuals)
}

function diverged(network: 'denoiser' | 'generator', step: number): Failure {
  return new Failure({
    code: 'training-diverged',
    kind: 'solve',
    what: `the gradient of the ${network} is no longer finite; the last checkpoint is kept`,
    where: `step ${step + 1}`,
    expected: `a lower rate.${network}`,
  })
}
