/** One run of a model, to see that it runs: on states and conditions as it was trained on, whatever it is. */
import { Failure } from '../../field/failure'
import { networkRoles } from '../../library/fitness'
import type { ModelPackage } from '../../library/package'
import { RandomStream } from '../../numerics/random'
import { problemById } from '../../problems/library'
import { checkParameters } from '../../problems/parameters'
import { float32, type RuntimeTensor, type Session } from '../../runtime/session'

/** The network that a package is run from. */
export const networkOf = (model: ModelPackage): Uint8Array => model.file(networkRoles[model.manifest.kind]).bytes

/**
 * Feeds of `batch` states of white noise at the problem's default parameters: a generator's latents, or a denoiser's
 * states at sigma = 1. The same model and batch give the same feeds.
 */
export function trialFeeds({ manifest }: ModelPackage, batch: number): Record<string, RuntimeTensor> {
  const problem = problemById(manifest.problem)
  const { gridSize: size, fields, kind } = manifest
  const dims = [batch, fields.length, size, size]
  const noise = new Float32Array(batch * fields.length * size * size)
  new RandomStream(7, 'trial', manifest.id).fillNormal(noise)
  const row = problem.condition(checkParameters(problem, {}))
  const condition = float32(
    Float32Array.from({ length: batch * row.length }, (_, i) => row[i % row.length]!),
    [batch, row.length],
  )
  return kind === 'student'
    ? { latent: float32(noise, dims), condition }
    : { x: float32(noise, dims), sigma: float32(new Float32Array(batch).fill(1), [batch, 1]), condition }
}

/**
 * Runs a model on such feeds and gives what it computed: as many finite numbers as went in.
 *
 * @throws Failure of kind `model`: `model-run` where ONNX Runtime gives up, `model-output`
 */
export async function runTrial(
  session: Session,
  { manifest }: ModelPackage,
  feeds: Readonly<Record<string, RuntimeTensor>>,
): Promise<Float32Array> {
  const [input, output] = manifest.kind === 'student' ? ['latent', 'state'] : ['x', 'estimate']
  const refuse = (code: string, expected: string, received: string): Failure =>
    new Failure({ code, kind: 'model', what: 'the model cannot be run', where: manifest.id, expected, received })
  let values: Float32Array | undefined
  try {
    values = (await session.run(feeds))[output!]
  } catch (cause) {
    const expected = `a graph that takes ${Object.keys(feeds).join(', ')}`
    throw refuse('model-run', expected, cause instanceof Error ? cause.message : String(cause))
  }
  const length = feeds[input!]!.data.length
  const expected = `${length} finite numbers in output ${output}`
  if (!(values instanceof Float32Array)) throw refuse('model-output', expected, session.outputNames.join(', '))
  if (values.length !== length) throw refuse('model-output', expected, `${values.length} numbers`)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw refuse('model-output', expected, `${values[bad]} at ${bad}`)
  return values
}
