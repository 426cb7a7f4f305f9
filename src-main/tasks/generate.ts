import { performance } from 'node:perf_hooks'
import { Failure } from '../field/failure'
import { outsideTraining } from '../problems/parameters'
import type { Parameters } from '../problems/problem'
import { certify, type Certificate } from '../report/residuals'
import type { DrawnSample } from '../report/sample'
import { sampleFileNames } from '../report/sample-files'
import { antitheticPrior } from './conditioning'
import type { Student } from './student'

/** One joint sample of the student, certified. */
export interface GeneratedSample {
  /** Physical units, by field key. */
  readonly fields: Readonly<Record<string, Float64Array>>
  readonly certificate: Certificate
  readonly inferMs: number
}

/**
 * x = G(z; c) in the given number of steps, for the latents of `seed`: the same seed keeps the sample's shape while
 * parameters change.
 *
 * @throws Failure `steps-not-served`, `sample-not-finite`
 */
export async function generate(
  student: Student,
  parameters: Parameters,
  seed: number,
  steps = 1,
): Promise<GeneratedSample> {
  const { problem, size, width } = student
  const generator = await student.unrolled(steps)
  const latents = antitheticPrior(1, steps * width, seed)
  const started = performance.now()
  const state = await generator.states(latents, Float32Array.from(problem.condition(parameters)))
  const inferMs = performance.now() - started
  if (!state.every(Number.isFinite)) throw notFinite(student, parameters, steps)
  const fields = problem.denormalise(parameters, state)
  return { fields, certificate: certify(problem, size, parameters, fields), inferMs }
}

/** A network that is asked too far beyond what it was trained on may answer with nothing at all. */
function notFinite({ problem, model }: Student, parameters: Parameters, steps: number): Failure {
  const outside = outsideTraining(problem, parameters)
  return new Failure({
    code: 'sample-not-finite',
    kind: 'solve',
    what: `${model.manifest.id} gives no finite fields at these parameters`,
    where: outside.length > 0 ? outside.join(', ') : `${steps} steps`,
    expected: 'parameters nearer to what it was trained on',
    ...(outside.length > 0 && { received: outside.map((key) => parameters[key]).join(', ') }),
  })
}

/**
 * A sample of {@link generate} with everything that its files tell of it.
 *
 * @throws Failure `steps-not-served`
 */
export async function drawSample(
  student: Student,
  parameters: Parameters,
  seed: number,
  steps: number,
): Promise<{ sample: DrawnSample; inferMs: number }> {
  const { problem, size, model, provider } = student
  const { fields, certificate, inferMs } = await generate(student, parameters, seed, steps)
  const sample: DrawnSample = {
    problem,
    grid: problem.grid(size),
    fields: problem.fields.map((declaration) => ({ declaration, mean: fields[declaration.key]! })),
    residualMap: certificate.map,
    document: {
      schema: 'fieldsmith.sample/1',
      problem: problem.id,
      model: { id: model.manifest.id, sha256: model.sha256 },
      provider,
      parameters: { ...parameters },
      outsideTraining: outsideTraining(problem, parameters),
      seed,
      steps,
      residual: certificate.norms,
      files: [...sampleFileNames],
    },
  }
  return { sample, inferMs }
}
