/** Networks for Darcy flow on 16 x 16 with fresh weights: whole packages, small enough for a test. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TeacherConfiguration } from '../../../src-main/distillation/configuration'
import { fitGaussian } from '../../../src-main/distillation/gaussian-fit'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { drawData } from '../../../src-main/distillation/teacher'
import { initialParameters } from '../../../src-main/distillation/training-state'
import { serialise } from '../../../src-main/graph/serialise'
import type { ManifestDraft } from '../../../src-main/library/manifest'
import { correctionBy } from '../../../src-main/library/network'
import { writePackage } from '../../../src-main/library/package'
import { problemById } from '../../../src-main/problems/library'

const gridSize = 16
const sigma = { data: 1, minimum: 0.002, maximum: 80 }
const levels = [[1], [1, 0.2], [1, 0.3, 0.1], [1, 0.5, 0.2, 0.1]]

const configuration: TeacherConfiguration = {
  schema: 'fieldsmith.teacher/1',
  id: 'darcy-16-teacher',
  problem: 'darcy',
  gridSize,
  seed: 1,
  data: { training: 256, validation: 16 },
  network: { channels: [8, 8], blocks: [1, 1], embedding: 8, groupSize: 8 },
  gaussian: { block: 4, bins: 3 },
  noise: { logMean: -0.3, logDeviation: 1.5, minimum: 0.002, maximum: 80 },
  batch: 4,
  steps: 1,
  rate: { peak: 0.001, warmup: 1 },
  averageDecay: 0.9,
  checkpointSteps: 1,
}

/** Writes a teacher, a fine-tuned one, a student and an ablation into a new folder and returns it. */
export async function writeTinyPackages(): Promise<string> {
  const problem = problemById('darcy')
  const observer = { signal: new AbortController().signal, progress: () => {} }
  const data = await drawData(problem, gridSize, configuration.data.training, 3, observer, 'Drawing')
  const gaussian = fitGaussian(data, problem.bases, configuration.gaussian)
  const network = { network: configuration.network, gaussian, gate: 0 }
  const { slots, size } = denoiserSlots(network)
  const stored = initialParameters(slots, size, 1)
  const other = initialParameters(slots, size, 2)
  const { block, bases } = gaussian
  const common = {
    problem: problem.id,
    fields: problem.fields.map(({ key }) => key),
    normalisation: 'normalise() of problem darcy',
    gridSize,
    parameters: {},
    conditionNames: [...problem.conditionNames],
    sigma,
    provenance: { seed: 1, architecture: { network: configuration.network, block, bases } },
    card: { modelDiscrepancy: { u: 0.1 } },
  } satisfies Partial<ManifestDraft>
  const settings = new TextEncoder().encode(JSON.stringify(configuration))
  const folder = await mkdtemp(join(tmpdir(), 'fieldsmith-benchmark-'))
  await writePackage(join(folder, 'teacher'), {
    ...common,
    id: configuration.id,
    kind: 'teacher',
    steps: [18],
    files: [
      { name: 'denoiser.onnx', role: 'denoiser', content: serialise(denoiserGraph(network, { stored })) },
      { name: 'training.json', role: 'configuration', content: settings },
    ],
  })
  await writePackage(join(folder, 'pidm'), {
    ...common,
    id: 'darcy-16-pidm',
    kind: 'baseline',
    steps: [18],
    files: [{ name: 'denoiser.onnx', role: 'denoiser', content: serialise(denoiserGraph(network, { stored: other })) }],
  })
  const sweeps = 2
  const student = (id: string, weights: Float32Array, steps: number[]): ManifestDraft => ({
    ...common,
    provenance: { seed: 1, architecture: { network: configuration.network, block, bases, sweeps } },
    id,
    kind: 'student',
    sigma: { ...sigma, levels: levels.slice(0, steps.length) },
    steps,
    files: [
      {
        name: 'generator.onnx',
        role: 'generator',
        content: serialise(
          generatorGraph({ ...network, ...correctionBy(problem, sweeps) }, levels[0]!, { stored: weights }),
        ),
      },
    ],
  })
  await writePackage(join(folder, 'student'), student('darcy-16-student', stored, [1, 2, 3, 4]))
  await writePackage(join(folder, 'ablations/no-physics'), student('darcy-16-no-physics', other, [1]))
  return folder
}
