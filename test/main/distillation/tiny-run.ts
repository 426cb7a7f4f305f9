/** Training of a tiny teacher and a tiny student of Darcy flow on 16 x 16, and ways to interrupt it. */
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StudentConfiguration, TeacherConfiguration } from '../../../src-main/distillation/configuration'
import { distil } from '../../../src-main/distillation/phys-instruct'
import {
  readCheckpoint,
  TrainingRun,
  type Checkpoint,
  type RunObserver,
} from '../../../src-main/distillation/run-directory'
import { drawData, trainTeacher } from '../../../src-main/distillation/teacher'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { problemById } from '../../../src-main/problems/library'

export const teacherConfiguration: TeacherConfiguration = {
  schema: 'fieldsmith.teacher/1',
  id: 'tiny-teacher',
  problem: 'darcy',
  gridSize: 16,
  seed: 1,
  data: { training: 128, validation: 8 },
  network: { channels: [4, 8], blocks: [1, 1], embedding: 6, groupSize: 4 },
  gaussian: { block: 4, bins: 3 },
  noise: { logMean: -0.3, logDeviation: 1.5, minimum: 0.002, maximum: 80 },
  batch: 3,
  steps: 6,
  rate: { peak: 0.003, warmup: 2 },
  averageDecay: 0.9,
  checkpointSteps: 2,
}

export const studentConfiguration: StudentConfiguration = {
  schema: 'fieldsmith.student/2',
  id: 'tiny-student',
  seed: 2,
  levels: { start: 1, end: 0.2 },
  maximumSteps: 1,
  gate: 0,
  sweeps: 0,
  batch: 2,
  steps: 6,
  denoiserUpdates: 2,
  rate: { generator: 0.001, denoiser: 0.001, warmup: 1 },
  averageDecay: 0.9,
  noiseQuantiles: [0.3, 0.8],
  physics: {
    weight: 2,
    from: 0,
    to: 4,
    combination: 'fixed',
    coefficientGradient: false,
    norms: { hMinus2: 1, hMinus1: 0.1, l2: 0 },
  },
  collapse: { minimum: 0.01, maximum: 100 },
  checkpointSteps: 2,
}

/** Tells how far the training has come; may throw, as a kill does, or abort. */
export type OnStep = (step: number, abort: AbortController) => void

export class Killed extends Error {}

/** Ends the training as a kill would, after that step and before anything is saved of it. */
export const killAfter =
  (last: number): OnStep =>
  (step) => {
    if (step === last) throw new Killed(`after step ${last}`)
  }

/** Asks the training to stop, as Ctrl-C does. */
export const stopAfter =
  (last: number): OnStep =>
  (step, abort) => {
    if (step === last) abort.abort()
  }

export function observer(stage: string, steps: number, onStep: OnStep): RunObserver {
  const abort = new AbortController()
  return {
    signal: abort.signal,
    progress(name, fraction) {
      if (name === stage) onStep(Math.round(fraction * steps), abort)
    },
  }
}

export const newDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'fieldsmith-training-'))

export interface RunOptions<T> {
  readonly resume?: boolean
  readonly onStep?: OnStep
  readonly configuration?: Partial<T>
}

export async function runTeacher(
  directory: string,
  { resume = false, onStep = () => {}, configuration = {} }: RunOptions<TeacherConfiguration> = {},
): Promise<'finished' | 'stopped'> {
  const whole = { ...teacherConfiguration, ...configuration }
  const watch = observer('Training the teacher', whole.steps, onStep)
  return trainTeacher(whole, await TrainingRun.open(directory, whole, resume, watch))
}

export async function runStudent(
  directory: string,
  teacher: PackagedNetwork,
  { resume = false, onStep = () => {}, configuration = {} }: RunOptions<StudentConfiguration> = {},
): Promise<'finished' | 'stopped'> {
  const whole = { ...studentConfiguration, ...configuration }
  const watch = observer('Distilling the student', whole.steps, onStep)
  const run = await TrainingRun.open(directory, whole, resume, watch)
  const problem = problemById('darcy')
  const heldOut = await drawData(problem, teacherConfiguration.gridSize, 16, 77, run, 'Drawing')
  return distil(whole, problem, teacher, heldOut, run)
}

/** A tiny teacher as a student starts from it. */
export async function trainedTeacher(): Promise<PackagedNetwork> {
  const directory = await newDirectory()
  await runTeacher(directory)
  const { states, gaussian } = await readCheckpoint(directory, ['teacher'])
  return {
    configuration: { network: teacherConfiguration.network, gaussian: gaussian!, gate: 0 },
    parameters: states['teacher']!.average,
  }
}

/** A checkpoint without the one thing in it that differs from run to run: the time it took. */
export async function checkpointOf(
  directory: string,
  networks: readonly string[],
): Promise<Omit<Checkpoint, 'seconds'>> {
  const { states, gaussian } = await readCheckpoint(directory, networks)
  return { states, gaussian }
}

/** The learning curve as rows of numbers, its column of seconds left out. */
export async function curveOf(directory: string): Promise<{ columns: string[]; rows: number[][] }> {
  const [header, ...lines] = (await readFile(join(directory, 'curve.csv'), 'utf8')).trimEnd().split('\n')
  const columns = header!.split(',')
  const seconds = columns.indexOf('seconds')
  const rest = <T>(row: readonly T[]): T[] => row.filter((_, i) => i !== seconds)
  return { columns: rest(columns), rows: lines.map((line) => rest(line.split(',').map(Number))) }
}
