import { performance } from 'node:perf_hooks'
import { drawBatch, whiteNoise } from '../distillation/batches'
import { readConfiguration, teacherConfigurationSchema } from '../distillation/configuration'
import { denoiserTrainingGraph } from '../distillation/graphs'
import { optimiser } from '../distillation/update-step'
import { drawData } from '../distillation/teacher'
import { TrainableNetwork } from '../distillation/trainable'
import { freshState } from '../distillation/training-state'
import { edmNoise } from '../diffusion/noise'
import { serialise } from '../graph/serialise'
import { findPackage } from '../library/library'
import { modelsDirectory } from '../library/models-directory'
import { unpackNetwork } from '../library/network'
import type { ModelPackage } from '../library/package'
import { RandomStream } from '../numerics/random'
import { median } from '../numerics/statistics'
import { problemById } from '../problems/library'
import { float32, Session } from '../runtime/session'
import { floatingPointOperations } from './floating-point-operations'
import { peakMegabytes } from './peak-memory'
import { row, type RowDetails } from './row'
import { pause, type SuiteRequest, type SuiteResult } from './suite'
import { roundsRow } from './training-rounds'
import { takeTurns, type Medians } from './turns'
import { checkUNetPeer, startUNetPeer } from './unet-peer'

/** Of the fields and the noise that the steps are measured on; what they hold does not matter. */
const seed = 20261120

/** Training runs on the processor: the state crosses to the session and back at every step. */
const provider = 'cpu'

/**
 * Speed of the shipped teacher's network: a whole optimiser step as `train-teacher` takes it (drawing the batch,
 * forward, backward, Adam, average), and the finished denoiser. Medians after a warm-up. With `peerPython` the same network
 * in PyTorch takes turns with ours, after both were found to compute the same.
 */
export async function trainingSuite(request: SuiteRequest): Promise<SuiteResult> {
  const { problem: id, quick, signal, onProgress, peerPython } = request
  const problem = problemById(id)
  const teacher = await findPackage(modelsDirectory(), { problem: id, kind: 'teacher' })
  const { configuration: network, parameters } = unpackNetwork(teacher, 'denoiser')
  const { batch, noise, rate } = configurationOf(teacher)
  const repeats = quick ? { sessions: 2, steps: 10, inferences: 20 } : { sessions: 5, steps: 50, inferences: 100 }
  const total = repeats.sessions + repeats.steps + repeats.inferences / 10
  let done = 0
  const advance = async (stage: string, work: number): Promise<void> => {
    onProgress({ stage, fraction: Math.min(1, done / total) })
    done += work
    await pause(signal)
  }

  const observer = { signal, progress: (stage: string) => onProgress({ stage, fraction: 0 }) }
  const data = await drawData(problem, teacher.manifest.gridSize, batch, seed, observer, 'Drawing fields')
  const graph = denoiserTrainingGraph(network, parameters.length, batch)
  const bytes = serialise(graph)
  const sessionTimes: number[] = []
  for (let i = 0; i < repeats.sessions; i++) {
    await advance('Creating training sessions', 1)
    const started = performance.now()
    const session = await Session.load(bytes, { provider })
    sessionTimes.push(performance.now() - started)
    await session.release()
  }

  const trainable = await TrainableNetwork.load(graph, freshState(parameters, optimiser.memory))
  const feedsOf = (count: number) => {
    const width = data.states.length / data.count
    const conditions = problem.conditionNames.length
    const dims = [count, data.channels, data.size, data.size]
    return {
      x: float32(whiteNoise(new RandomStream(seed, 'inference'), count * width), dims),
      sigma: float32(new Float32Array(count).fill(1), [count, 1]),
      condition: float32(new Float32Array(count * conditions), [count, conditions]),
    }
  }
  const draw = () => drawBatch(data, [], batch, { ...edmNoise, ...noise }, new RandomStream(seed, 'step', done))
  const peer = peerPython === undefined ? undefined : await startUNetPeer(peerPython, teacher)
  try {
    if (peer) {
      await checkUNetPeer(peer, teacher, feedsOf(2), trainable, draw())
      await peer.setData(draw(), batch, noise)
    }
    const step = async () => {
      await advance('Taking training steps', 1)
      await trainable.update(draw(), { rate: rate.peak, decay: 0.99 })
    }
    const stepMs = await takeTurns(repeats.steps, step, peer && (() => peer.stepMs()))
    const memory = { ours: await peakMegabytes(step), peer: await peer?.stepMegabytes() }
    const rounds = await roundsRow(graph, trainable, {
      repeats: Math.ceil(repeats.steps / 5),
      draw,
      onTurn: () => advance('Taking four training steps in a run', 0),
    })

    const denoiser = await Session.load(teacher.file('denoiser').bytes, { provider })
    const inferenceMs = async (count: number): Promise<Medians> => {
      const feeds = feedsOf(count)
      const infer = async () => {
        await advance('Denoising', 0.05)
        await denoiser.run(feeds)
      }
      return takeTurns(repeats.inferences, infer, await peer?.inference(feeds))
    }
    const [single, eight] = [await inferenceMs(1), await inferenceMs(8)]

    /** A figure of ours, beside the peer's where there is one. */
    const contest = (id: string, { ours, peer: theirs }: Medians, details: Omit<RowDetails, 'peer'>) =>
      row(id, ours, {
        ...details,
        ...(peer && theirs !== undefined ? { peer: { name: peer.name, value: theirs } } : {}),
      })
    const perSecond = (count: number, { ours, peer: theirs }: Medians): Medians => ({
      ours: (1e3 * count) / ours,
      peer: theirs && (1e3 * count) / theirs,
    })
    const speed = (samples: number) => ({ unit: 'samples/s', better: 'higher', samples }) as const
    return {
      provider,
      models: [{ id: teacher.manifest.id, sha256: teacher.sha256 }],
      rows: [
        contest('training.unet.samplesPerSecond', perSecond(batch, stepMs), speed(repeats.steps)),
        row('training.unet.gflops', floatingPointOperations(graph) / stepMs.ours / 1e6, {
          ...speed(repeats.steps),
          unit: 'GFLOP/s',
        }),
        row('training.unet.sessionMs', median(sessionTimes), {
          unit: 'ms',
          better: 'lower',
          samples: repeats.sessions,
        }),
        rounds,
        contest('training.unet.peakMemoryMB', memory, { unit: 'MB', better: 'lower', samples: 1 }),
        contest('inference.unet.samplesPerSecond', perSecond(8, eight), speed(repeats.inferences)),
        contest('inference.unet.samplesPerSecond.batch1', perSecond(1, single), speed(repeats.inferences)),
      ],
    }
  } finally {
    await peer?.stop()
  }
}

function configurationOf(teacher: ModelPackage) {
  const { description, bytes } = teacher.file('configuration')
  return readConfiguration(teacherConfigurationSchema, new TextDecoder().decode(bytes), description.name)
}
