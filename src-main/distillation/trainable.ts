import { Failure } from '../field/failure'
import type { Graph } from '../graph/types'
import { serialise } from '../graph/serialise'
import { float32, Session, type RuntimeTensor } from '../runtime/session'
import type { NetworkState } from './training-state'

/** Learning rate and averaging of one optimiser step. */
export interface StepSchedule {
  readonly rate: number
  /** Weight of the past in the average of the parameters. */
  readonly decay: number
}

/** A network under training: its state, and the graph that takes one optimiser step. */
export class TrainableNetwork {
  readonly state: NetworkState
  readonly #session: Session

  private constructor(state: NetworkState, session: Session) {
    this.state = state
    this.#session = session
  }

  /** @throws Failure `checkpoint-network` for a state that the graph cannot go on from */
  static async load(trainingGraph: Graph, state: NetworkState, threads?: number): Promise<TrainableNetwork> {
    checkState(trainingGraph, state)
    const session = await Session.load(serialise(trainingGraph), threads === undefined ? {} : { threads })
    return new TrainableNetwork(state, session)
  }

  /** Takes one step on the given batch and returns the loss per sample and the gradient's norm before clipping. */
  async update(
    batch: Readonly<Record<string, RuntimeTensor>>,
    schedule: StepSchedule,
  ): Promise<{ loss: Float32Array; gradientNorm: number }> {
    const { loss, gradientNorm } = await this.updateAll(batch, schedule)
    return { loss: loss!, gradientNorm: gradientNorm![0]! }
  }

  /** The same, with every output of the graph. */
  async updateAll(
    batch: Readonly<Record<string, RuntimeTensor>>,
    { rate, decay }: StepSchedule,
  ): Promise<Record<string, Float32Array>> {
    const { state } = this
    const vector = (data: Float32Array): RuntimeTensor => float32(data, [data.length])
    const scalar = (number: number): RuntimeTensor => float32(Float32Array.of(number), [])
    const vectors = { parameters: state.parameters, ...state.memory, average: state.average }
    const outputs = await this.#session.run({
      ...batch,
      ...Object.fromEntries(Object.entries(vectors).map(([name, data]) => [name, vector(data)])),
      step: scalar(state.step + 1),
      rate: scalar(rate),
      decay: scalar(decay),
    })
    // A step that went to infinity would poison the state and every later checkpoint.
    if (!Number.isFinite(outputs['gradientNorm']![0]!)) return outputs
    state.parameters = outputs['next.parameters']!
    state.memory = Object.fromEntries(Object.keys(state.memory).map((name) => [name, outputs[`next.${name}`]!]))
    state.average = outputs['next.average']!
    state.step += 1
    return outputs
  }
}

function checkState({ inputs, outputs }: Graph, { parameters, memory }: NetworkState): void {
  const refuse = (expected: string, received: string): never => {
    const what = 'the state belongs to another network or another optimiser'
    throw new Failure({ code: 'checkpoint-network', kind: 'usage', what, expected, received })
  }
  const size = inputs.find(({ name }) => name === 'parameters')?.shape[0]
  if (size !== parameters.length) refuse(`${size} in parameters`, `${parameters.length} in parameters`)
  const carried = outputs.flatMap(({ name }) => (name.startsWith('next.') ? [name.slice('next.'.length)] : []))
  const wanted = carried.filter((name) => name !== 'parameters' && name !== 'average').join(', ')
  const found = Object.keys(memory).join(', ')
  if (wanted !== found) refuse(`memory ${wanted}`, `memory ${found}`)
}

/** A network run with parameters that are fed, as training needs: `run(feeds, parameters)`. */
export class FedNetwork {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  static async load(graph: Graph, threads?: number): Promise<FedNetwork> {
    return new FedNetwork(await Session.load(serialise(graph), threads === undefined ? {} : { threads }))
  }

  run(feeds: Readonly<Record<string, RuntimeTensor>>, parameters: Float32Array): Promise<Record<string, Float32Array>> {
    return this.#session.run({ ...feeds, parameters: float32(parameters, [parameters.length]) })
  }
}

/** Warm-up to `peak`, then a half cosine down to `peak * floor` at the last step. */
export function cosineRate(step: number, total: number, peak: number, warmup: number, floor = 0.02): number {
  if (step < warmup) return (peak * (step + 1)) / warmup
  const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup))
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)))
}

/** Decay of the weight average: grows with the steps taken, so that the start is forgotten. */
export const averageDecay = (step: number, limit: number): number => Math.min(limit, (1 + step) / (10 + step))
