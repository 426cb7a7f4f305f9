import { performance } from 'node:perf_hooks'
import {} from '../distillation/graphs'
import { optimiser } from '../distillation/update-step'
import type { StepSchedule, TrainableNetwork } from '../distillation/trainable'
import { serialiseRounds } from '../graph/rounds'
import type { Graph } from '../graph/types'
import { float32, Session, type RuntimeTensor } from '../runtime/session'
import { row, type Row } from './row'
import { takeTurns } from './turns'

type Batch = Readonly<Record<string, RuntimeTensor>>

/** Several training steps in one run: the state crosses to ONNX Runtime and back once for all of them. */
export class TrainingRounds {
  readonly #session: Session
  readonly #rounds: number
  #state: Readonly<Record<string, Float32Array>>
  #step = 0

  private constructor(session: Session, rounds: number, state: Readonly<Record<string, Float32Array>>) {
    this.#session = session
    this.#rounds = rounds
    this.#state = state
  }

  /** Starts where {@link TrainableNetwork} starts: from fresh memory. */
  static async load(graph: Graph, rounds: number, parameters: Float32Array, threads?: number): Promise<TrainingRounds> {
    const memory = Object.fromEntries(optimiser.memory.map((name) => [name, new Float32Array(parameters.length)]))
    const state = { parameters, ...memory, average: parameters }
    const carried = Object.fromEntries(Object.keys(state).map((name) => [name, `next.${name}`]))
    const session = await Session.load(
      serialiseRounds(graph, rounds, carried),
      threads === undefined ? {} : { threads },
    )
    return new TrainingRounds(session, rounds, state)
  }

  get parameters(): Float32Array {
    return this.#state['parameters']!
  }

  async update(batches: readonly Batch[], { rate, decay }: StepSchedule): Promise<void> {
    const sequence = (value: (i: number) => number): RuntimeTensor =>
      float32(
        Float32Array.from({ length: this.#rounds }, (_, i) => value(i)),
        [this.#rounds],
      )
    const vectors = Object.entries(this.#state).map(([name, data]) => [name, float32(data, [data.length])])
    const outputs = await this.#session.run({
      ...stacked(batches),
      ...Object.fromEntries(vectors),
      step: sequence((i) => this.#step + i + 1),
      rate: sequence(() => rate),
      decay: sequence(() => decay),
    })
    this.#state = Object.fromEntries(Object.keys(this.#state).map((name) => [name, outputs[`next.${name}`]!]))
    this.#step += this.#rounds
  }
}

/** Batches one after the other along a new first axis. */
function stacked(batches: readonly Batch[]): Batch {
  const [first] = batches
  return Object.fromEntries(
    Object.entries(first!).map(([name, { dims, data }]) => {
      const whole = new Float32Array(batches.length * data.length)
      batches.forEach((batch, i) => whole.set(batch[name]!.data as Float32Array, i * data.length))
      return [name, float32(whole, [batches.length, ...dims])]
    }),
  )
}

/** The speed of four steps in one run beside that of four runs of one step, by turns. Drawing batches is not counted. */
export async function roundsRow(
  graph: Graph,
  stepByStep: TrainableNetwork,
  { repeats, draw, onTurn }: { repeats: number; draw: () => Batch; onTurn: () => Promise<void> },
): Promise<Row> {
  const rounds = 4
  const schedule = { rate: 1e-3, decay: 0.99 }
  const inOne = await TrainingRounds.load(graph, rounds, stepByStep.state.parameters)
  const batches = Array.from({ length: rounds }, draw)
  const samples = rounds * (batches[0]!['clean']!.dims[0] ?? 1)
  const { ours, peer } = await takeTurns(
    repeats,
    () => inOne.update(batches, schedule),
    async () => {
      await onTurn()
      const started = performance.now()
      for (const batch of batches) await stepByStep.update(batch, schedule)
      return performance.now() - started
    },
  )
  return row('training.unet.loop4.samplesPerSecond', (1e3 * samples) / ours, {
    unit: 'samples/s',
    better: 'higher',
    samples: repeats,
    peer: { name: 'step-by-step', value: (1e3 * samples) / peer! },
  })
}
