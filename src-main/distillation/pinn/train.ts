import { performance } from 'node:perf_hooks'
import { Failure } from '../../field/failure'
import { serialise } from '../../graph/serialise'
import { minimiseLbfgs } from '../../numerics/lbfgs'
import { RandomStream } from '../../numerics/random'
import { columnCount } from '../../pointwise/columns'
import { pointProblemById } from '../../pointwise/library'
import type { PointBatch } from '../../pointwise/point-problem'
import { float32, Session, type RuntimeTensor } from '../../runtime/session'
import { lossObjective } from '../objective'
import type { TrainingRun } from '../run-directory'
import { averageDecay, cosineRate, FedNetwork, TrainableNetwork } from '../trainable'
import { freshState, initialParameters } from '../training-state'
import type { PinnConfiguration } from './configuration'
import {
  derivativesGraph,
  pinnBalanceGraph,
  pinnLossGraph,
  pinnOptimiser,
  pinnSlots,
  pinnStepGraph,
  type Distillation,
  type Pinn,
} from './graphs'
import { adaptivePoints, CausalEmphasis } from './points'
import type { PinnTeacher } from './teacher'

/** Columns of the learning curve. */
const curve = ['step', 'seconds', 'loss']
/** Adam's steps between two balancings of the equations. */
const balanceEvery = 100
const finalRate = 0.005

/**
 * Trains a physics-informed network, or distils one from `teacher`: Adam on new points at each step, then rounds of
 * L-BFGS on adaptive points. A round counts as one step. Resumes at the last checkpoint, and returns when all is done or
 * when the run's signal asks it to stop, after a last checkpoint.
 *
 * @throws Failure `training-diverged`, the last good weights kept in the checkpoint
 */
export async function trainPinn(
  configuration: PinnConfiguration,
  run: TrainingRun,
  teacher?: PinnTeacher,
): Promise<'finished' | 'stopped'> {
  const { seed, adam, lbfgs, adaptive, checkpointSteps } = configuration
  const problem = pointProblemById(configuration.problem)
  const pinn: Pinn = { problem, network: configuration.network }
  const { slots, size } = pinnSlots(pinn)
  const restored = await run.restore(['network'])
  const state = restored?.states['network'] ?? freshState(initialParameters(slots, size, seed), pinnOptimiser.memory)
  const steps = adam.steps + lbfgs.rounds
  const distillation: Distillation | undefined = configuration.distillation &&
    teacher && { ...configuration.distillation, sizes: teacher.sizes }
  const residuals = await FedNetwork.load(derivativesGraph(pinn, { size }))
  const emphasis = new CausalEmphasis(problem)
  const width = columnCount(problem)
  const started = performance.now()
  const seconds = (): number => (restored?.seconds ?? 0) + (performance.now() - started) / 1e3
  const checkpoint = async (loss: number): Promise<void> => {
    await run.record(curve, [state.step, Math.round(seconds()), loss])
    await run.save({ states: { network: state }, gaussian: null, seconds: seconds() })
  }
  const squaresAt = async ({ points, count }: PointBatch): Promise<Float32Array> => {
    const { residual } = await residuals.run({ points: float32(points, [count, width]) }, state.parameters)
    const equations = residual!.length / count
    return Float32Array.from({ length: count }, (_, p) =>
      residual!.subarray(p * equations, (p + 1) * equations).reduce((sum, r) => sum + r * r, 0),
    )
  }
  const balance = await EquationBalance.load(pinn, size)
  const feedsOf = async (batch: PointBatch): Promise<Record<string, RuntimeTensor>> => ({
    points: float32(batch.points, [batch.count, width]),
    emphasis: float32(emphasis.of(batch), [batch.count, 1]),
    weights: balance.tensor,
    ...(distillation && { targets: await teacher!.outputsAt(batch) }),
  })

  if (state.step < adam.steps) {
    const network = await TrainableNetwork.load(pinnStepGraph(pinn, size, distillation), state)
    const first = state.step
    while (state.step < adam.steps) {
      const before = state.step
      const batch = problem.collocation(new RandomStream(seed, 'points', before), adam.points)
      const feeds = await feedsOf(batch)
      if (before % balanceEvery === 0) await balance.renew(feeds, state.parameters)
      const { squares, loss } = await network.updateAll(feeds, {
        rate: cosineRate(before, adam.steps, adam.rate, adam.warmup, finalRate),
        decay: averageDecay(before, 0.99),
      })
      if (state.step === before) throw diverged(before)
      emphasis.note(batch, squares!)
      const perStep = (performance.now() - started) / 1e3 / (state.step - first)
      run.progress('Training by Adam', state.step / steps, (adam.steps - state.step) * perStep, { loss: loss![0]! })
      if (run.signal.aborted || state.step % checkpointSteps === 0 || state.step === adam.steps)
        await checkpoint(loss![0]!)
      if (run.signal.aborted) return 'stopped'
    }
  }

  const session = await Session.load(serialise(pinnLossGraph(pinn, size, distillation)))
  while (state.step < steps) {
    const round = state.step - adam.steps
    const batch = await adaptivePoints(
      problem,
      new RandomStream(seed, 'round', round),
      lbfgs.points,
      adaptive,
      squaresAt,
    )
    const feeds = await feedsOf(batch)
    await balance.renew(feeds, state.parameters)
    const objective = lossObjective(session, size, { ...feeds, weights: balance.tensor })
    const { points, values } = await minimiseLbfgs(objective, state.parameters, 1, {
      iterations: lbfgs.iterations,
      memory: lbfgs.memory,
      tolerance: 0,
      onIteration: (iteration, [loss]) => {
        const share = (round + iteration / lbfgs.iterations) / lbfgs.rounds
        run.progress('Training by L-BFGS', (adam.steps + share * lbfgs.rounds) / steps, undefined, { loss: loss! })
        return !run.signal.aborted
      },
    })
    if (!Number.isFinite(values[0]!)) throw diverged(state.step)
    state.parameters = points
    state.average = points
    if (run.signal.aborted) {
      await checkpoint(values[0]!)
      return 'stopped'
    }
    state.step += 1
    await checkpoint(values[0]!)
  }
  return 'finished'
}

/**
 * Weights of the equations by which each one's gradient has the length of their mean (Wang, Teng & Perdikaris 2021), as
 * a running mean. One equation alone has the weight 1.
 */
class EquationBalance {
  #weights: Float32Array
  readonly #session: Session | undefined
  readonly #size: number

  private constructor(equations: number, session: Session | undefined, size: number) {
    this.#weights = new Float32Array(equations).fill(1)
    this.#session = session
    this.#size = size
  }

  static async load(pinn: Pinn, size: number): Promise<EquationBalance> {
    const graph = pinnBalanceGraph(pinn, size)
    const equations = graph.outputs[0]!.shape[0] as number
    return new EquationBalance(equations, equations === 1 ? undefined : await Session.load(serialise(graph)), size)
  }

  get tensor(): RuntimeTensor {
    return float32(this.#weights, [this.#weights.length])
  }

  async renew(feeds: Readonly<Record<string, RuntimeTensor>>, parameters: Float32Array): Promise<void> {
    if (!this.#session) return
    const { norms } = await this.#session.run({
      points: feeds['points']!,
      emphasis: feeds['emphasis']!,
      parameters: float32(parameters, [this.#size]),
    })
    const mean = norms!.reduce((a, b) => a + b, 0) / norms!.length
    this.#weights = this.#weights.map((weight, e) => 0.9 * weight + (0.1 * mean) / Math.max(norms![e]!, 1e-12))
  }
}

function diverged(step: number): Failure {
  return new Failure({
    code: 'training-diverged',
    kind: 'solve',
    what: 'the loss is no longer finite; the last checkpoint is kept',
    where: `step ${step + 1}`,
    expected: 'a lower adam.rate',
  })
}
