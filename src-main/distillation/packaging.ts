import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { karrasGrid, edmNoise } from '../diffusion/noise'
import { heun } from '../diffusion/heun'
import { serialise } from '../graph/serialise'
import type { Graph } from '../graph/types'
import { currentCommit } from '../library/commit'
import type { ManifestDraft, TensorDescription } from '../library/manifest'
import type { ModelPackage } from '../library/package'
import type { DenoiserConfiguration } from '../networks/denoiser'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { Session, type RuntimeTensor } from '../runtime/session'
import { part } from './batches'
import { samplesAt } from './conditional-samples'
import type { StudentConfiguration, TeacherConfiguration } from './configuration'
import type { TrainingData } from './gaussian-fit'
import { denoiserGraph } from './graphs'
import { generatorGraph } from '../networks/generator-graph'
import { generatorSamples } from './generator-samples'
import { measureSamples, type SampleQuality } from './measure'
import { studentLevels, studentNetwork } from './phys-instruct'
import { readCheckpoint, type RunObserver, type TrainingRun } from './run-directory'
import { dataSeeds, drawData } from './teacher'
import { sessionDenoiser } from './session-denoisers'
import { FedNetwork } from './trainable'
import { validateDenoiser } from './validation'

/** Samples behind every figure of a card. */
export const cardSamples = 128

/** Steps of the teacher's own sampler: 18 Heun steps, 35 evaluations. */
export const teacherSteps = 18

/** Two disjoint sets of data that no network was trained on, for measuring. */
export async function heldOutData(
  problem: Problem,
  size: number,
  seed: number,
  count: number,
  run: RunObserver,
): Promise<[TrainingData, TrainingData]> {
  const both = await drawData(problem, size, 2 * count, dataSeeds(seed).heldOut, run, 'Drawing held-out fields')
  return [part(both, 0, count), part(both, count, count)]
}

/** Samples of a denoiser by Heun's method at the conditions of `data`, normalised `[count, channels, size, size]`. */
export function heunSamples(
  denoiser: Session,
  data: TrainingData,
  steps: number,
  seed: number,
  batch = 16,
): Promise<Float32Array> {
  const sample = ({ data: noise, dims }: RuntimeTensor, condition: RuntimeTensor): Promise<Float32Array> => {
    const start = (noise as Float32Array).map((z) => z * edmNoise.maximum)
    return heun(sessionDenoiser(denoiser, dims, condition), start, karrasGrid(steps))
  }
  return samplesAt(data, { seed, label: 'heun' }, sample, batch)
}

/** Median wall-clock time of a call, milliseconds, after a warm-up. */
export async function medianMs(call: () => Promise<unknown>, repeats = 15): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < repeats + 2; i++) {
    const started = performance.now()
    await call()
    if (i >= 2) times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[repeats >> 1]!
}

/** The teacher package of a finished run: weights averaged, measured and described. */
export async function packageTeacher(configuration: TeacherConfiguration, run: TrainingRun): Promise<ManifestDraft> {
  const problem = problemById(configuration.problem)
  const { states, gaussian, seconds } = await readCheckpoint(run.directory, ['teacher'])
  const { average, step } = states['teacher']!
  if (!gaussian) throw new Error('the checkpoint of a teacher has its linear-Gaussian part')
  const network: DenoiserConfiguration = { network: configuration.network, gaussian, gate: 0 }
  const graph = denoiserGraph(network, { stored: average })
  const bytes = serialise(graph)
  const session = await Session.load(bytes)

  const [data, other] = await heldOutData(problem, configuration.gridSize, configuration.seed, cardSamples, run)
  run.progress('Measuring the teacher', 0)
  const samples = await heunSamples(session, data, teacherSteps, configuration.seed)
  const validation = await validateDenoiser(
    await FedNetwork.load(denoiserGraph(network, { size: average.length })),
    average,
    data,
    cardSamples,
  )
  const one = part(data, 0, 1)
  return {
    ...common(problem, configuration.id, configuration.gridSize),
    kind: 'teacher',
    sigma: { data: 1, minimum: edmNoise.minimum, maximum: edmNoise.maximum },
    steps: [teacherSteps],
    files: [describe('denoiser.onnx', 'denoiser', graph, bytes), ...(await runFiles(run))],
    provenance: provenance(network, configuration.seed, {
      samplesSeen: step * configuration.batch,
      steps: step,
      seconds,
    }),
    card: {
      samples: cardSamples,
      evaluations: 2 * teacherSteps - 1,
      parameters: average.length,
      validation: validation.map(({ sigma, mse }) => ({ sigma, mse })),
      quality: measureSamples(problem, samples, data, other),
      latencyMs: await medianMs(() => heunSamples(session, one, teacherSteps, 1), 5),
    },
  }
}

/** The student package of a finished distillation. */
export async function packageStudent(
  configuration: StudentConfiguration,
  teacher: ModelPackage,
  network: DenoiserConfiguration,
  run: TrainingRun,
): Promise<ManifestDraft> {
  const problem = problemById(teacher.manifest.problem)
  const size = teacher.manifest.gridSize
  const { states, seconds } = await readCheckpoint(run.directory, ['generator', 'denoiser'])
  const { average, step } = states['generator']!
  const own = studentNetwork(problem, network, configuration)
  const levels = studentLevels(configuration)
  const graphs = levels.map((of) => generatorGraph(own, of, { stored: average }))
  const generators = graphs.map((graph) => serialise(graph))

  const [data, other] = await heldOutData(problem, size, teacherSeed(teacher), cardSamples, run)
  const one = part(data, 0, 1)
  const bySteps: { steps: number; quality: SampleQuality; latencyMs: number }[] = []
  for (const [i, bytes] of generators.entries()) {
    run.progress('Measuring the student', i / generators.length)
    const session = await Session.load(bytes)
    const draw = (at: TrainingData): Promise<Float32Array> => generatorSamples(session, at, i + 1, configuration.seed)
    bySteps.push({
      steps: i + 1,
      quality: measureSamples(problem, await draw(data), data, other),
      latencyMs: await medianMs(() => draw(one)),
    })
  }
  const [{ quality, latencyMs }] = bySteps as [(typeof bySteps)[number]]
  return {
    ...common(problem, configuration.id, size),
    kind: 'student',
    sigma: {
      data: 1,
      minimum: edmNoise.minimum,
      maximum: edmNoise.maximum,
      start: configuration.levels.start,
      levels,
    },
    steps: levels.map((of) => of.length),
    files: [describe('generator.onnx', 'generator', graphs[0]!, generators[0]!), ...(await runFiles(run))],
    provenance: {
      ...provenance(
        own,
        configuration.seed,
        { samplesSeen: step * configuration.batch, steps: step, seconds },
        configuration.sweeps,
      ),
      teacher: { id: teacher.manifest.id, sha256: teacher.sha256 },
    },
    card: {
      samples: cardSamples,
      evaluations: 1,
      parameters: average.length,
      quality,
      modelDiscrepancy: { ...quality.discrepancy },
      latencyMs,
      bySteps,
    },
  }
}

/** The seed of the data a teacher was trained on, so that a student is never measured on it. */
export function teacherSeed(teacher: ModelPackage): number {
  const seed = teacher.manifest.provenance['seed']
  if (typeof seed !== 'number') throw new Error(`${teacher.manifest.id} does not tell the seed of its data`)
  return seed
}

export function common(
  problem: Problem,
  id: string,
  gridSize: number,
): Pick<ManifestDraft, 'id' | 'problem' | 'fields' | 'normalisation' | 'gridSize' | 'parameters' | 'conditionNames'> {
  return {
    id,
    problem: problem.id,
    fields: problem.fields.map(({ key }) => key),
    normalisation: `normalise() of problem ${problem.id}`,
    gridSize,
    parameters: Object.fromEntries(problem.parameters.map(({ key, minimum, maximum }) => [key, { minimum, maximum }])),
    conditionNames: [...problem.conditionNames],
  }
}

export function describe(
  name: string,
  role: string,
  graph: Graph,
  content: Uint8Array,
): ManifestDraft['files'][number] {
  const tensor = ({ name: key, type, shape }: Graph['inputs'][number]): TensorDescription => ({
    name: key,
    type,
    shape: [...shape],
  })
  return { name, role, content, inputs: graph.inputs.map(tensor), outputs: graph.outputs.map(tensor) }
}

export async function runFiles(run: TrainingRun): Promise<ManifestDraft['files']> {
  return [
    {
      name: 'training.json',
      role: 'configuration',
      content: await readFile(join(run.directory, 'configuration.json')),
    },
    { name: 'curve.csv', role: 'learning-curve', content: await readFile(join(run.directory, 'curve.csv')) },
  ]
}

export function provenance(
  { network, gaussian, gate }: DenoiserConfiguration,
  seed: number,
  run: { samplesSeen: number; steps: number; seconds: number },
  sweeps = 0,
): Record<string, unknown> {
  return {
    seed,
    ...run,
    hours: Number((run.seconds / 3600).toFixed(3)),
    device: `CPU, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    commit: currentCommit(),
    architecture: { network, block: gaussian.block, bases: gaussian.bases, gate, sweeps },
  }
}
