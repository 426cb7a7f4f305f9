/** The strip of samples of a checkpoint, as a file: normalised states and their slider parameters. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../../formats/atomic'
import { readNpz, writeNpz } from '../../formats/npz'
import type { SampleStrip } from '../../distillation/run-directory'
import type { Problem } from '../../problems/problem'
import { ifExists } from '../if-exists'
import { runFiles } from './run-files'

/** @throws Failure `output-not-writable` */
export async function writeStrip(
  directory: string,
  problem: Problem,
  { step, parameters, states, size }: SampleStrip,
): Promise<void> {
  const sliders = parameters.flatMap((of) => problem.parameters.map(({ key }) => of[key]!))
  const bytes = writeNpz({
    step: { shape: [1], data: Int32Array.of(step) },
    parameters: { shape: [parameters.length, problem.parameters.length], data: Float64Array.from(sliders) },
    states: { shape: [parameters.length, problem.fields.length, size, size], data: states },
  })
  await writeFileAtomic(join(directory, runFiles.strip), bytes)
}

/** @throws Failure `npz-format`, `npy-format`, `run-damaged` */
export async function readStrip(directory: string, problem: Problem): Promise<SampleStrip | undefined> {
  const path = join(directory, runFiles.strip)
  const bytes = await ifExists(readFile(path))
  if (!bytes) return undefined
  const { step, parameters, states } = readNpz(bytes, path)
  const [count = 0, , size = 0] = states?.shape ?? []
  const sliders = problem.parameters.map(({ key }) => key)
  return {
    step: Number(step?.data[0]),
    states: Float32Array.from((states?.data ?? []) as Float32Array),
    size,
    parameters: Array.from({ length: count }, (_, i) =>
      Object.fromEntries(sliders.map((key, p) => [key, Number(parameters?.data[i * sliders.length + p])])),
    ),
  }
}
