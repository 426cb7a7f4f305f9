import { part } from '../../distillation/batches'
import type { RunObserver } from '../../distillation/run-directory'
import { drawData } from '../../distillation/teacher'
import { Failure } from '../../field/failure'
import { modelsDirectory } from '../../library/models-directory'
import { problemById } from '../../problems/library'
import { selectedProvider } from '../../library/provider-in-use'
import type { SessionOptions } from '../../runtime/session'
import { pause, type SuiteRequest, type SuiteResult } from '../suite'
import { baselines } from './baselines'
import { batchOf, benchmarkSeed } from './batch'
import { heldOut, type Figures } from './figures'
import { latencyMs } from './latency'
import { everyPackage, problemPackages, type ProblemPackages } from './packages'
import { jobsOf, measureQuality, type Contest } from './quality'
import type { Method } from './method'
import { generationProblems, sweptNames } from './names'
import { generationRows, type ProblemFigures } from './rows'
import { students } from './students'
import { sweptMethods } from './sweeps'
import { Work } from './work'

/** Samples of each method. */
const fullSamples = 256
const quickSamples = 4

/**
 * Quality of joint samples and time of one: the few-step students beside samplers of their teacher, as many samples of
 * each at the same conditions from the same noise, against fields that no network has seen. Times are taken at the end,
 * in one pass with nothing else in between.
 *
 * @throws Failure `model-not-found` if there are models for none of the problems
 */
export async function generationSuite(request: SuiteRequest): Promise<SuiteResult> {
  const { problem, quick, samples = quick ? quickSamples : fullSamples, run, signal } = request
  const provider = await selectedProvider()
  const notes: string[] = []
  const note = (line: string) => void notes.push(line)
  const observer: RunObserver = { signal, progress: (stage) => work.stage(stage) }
  const found = await packagesOf(problem === 'all' ? generationProblems : [problem], note)
  const contests = found.map((packages) => {
    const methods = methodsOf(packages, { provider }, { quick, observer })
    return { problem: packages.problem, gridSize: packages.gridSize, methods }
  })
  for (const packages of found) noteMissing(packages, note)

  const work = new Work(
    request,
    contests.flatMap((contest) => jobsOf(contest, samples)),
  )
  const measured: ProblemFigures[] = []
  for (const contest of contests) {
    const stage = `Drawing held-out fields of ${contest.problem.id}`
    const both = await drawData(contest.problem, contest.gridSize, 2 * samples, benchmarkSeed, observer, stage)
    const held = heldOut(contest.problem, part(both, 0, samples), part(both, samples, samples))
    const methods = await measureQuality(contest, held, { run, signal, work, note })
    measured.push({ problem: contest.problem, heldOut: held, methods })
  }

  const rows: ProblemFigures[] = []
  for (const [index, figures] of measured.entries()) {
    rows.push({ ...figures, methods: await withLatencies(contests[index]!, figures, { quick, signal, work }) })
  }
  const models = found.flatMap(everyPackage).map(({ manifest, sha256 }) => ({ id: manifest.id, sha256 }))
  return { provider, models, rows: generationRows(rows), notes }
}

/** Every method that the packages of a problem serve, in the order of the tables. */
function methodsOf(
  packages: ProblemPackages,
  options: SessionOptions,
  run: { readonly quick: boolean; readonly observer: RunObserver },
): Method[] {
  const methods = [...students(packages, options), ...baselines(packages, options, run)]
  const swept = methods.filter(({ name }) => sweptNames.includes(name))
  return [...methods, ...sweptMethods(packages, swept, options)]
}

/** The packages of the problems that have them. */
async function packagesOf(ids: readonly string[], note: (line: string) => void): Promise<ProblemPackages[]> {
  const found: ProblemPackages[] = []
  const missing: Failure[] = []
  for (const id of ids) {
    try {
      found.push(await problemPackages(modelsDirectory(), problemById(id)))
    } catch (error) {
      if (!(error instanceof Failure && error.detail.code === 'model-not-found')) throw error
      missing.push(error)
      note(`${id} is left out: there is no model package for it, expected ${error.detail.expected}.`)
    }
  }
  if (found.length === 0) throw missing[0]!
  return found
}

function noteMissing({ problem, student, pidm }: ProblemPackages, note: (line: string) => void): void {
  const most = student ? Math.max(...student.manifest.steps) : 0
  if (!student) note(`${problem.id}: there is no student, only its teacher's samplers are measured.`)
  else if (most < 4) note(`${problem.id}: ${student.manifest.id} serves at most ${most} of 4 steps.`)
  if (!pidm) note(`${problem.id}: there is no package of kind baseline, so PIDM is left out.`)
}

/** Figures of the methods that were measured, with the evaluations and the time of one sample. */
async function withLatencies(
  { problem, methods }: Contest,
  { heldOut: held, methods: measured }: ProblemFigures,
  { quick, signal, work }: { quick: boolean; signal: AbortSignal; work: Work },
): Promise<Map<string, Figures>> {
  const one = batchOf(held.data, 0, 1)
  const all = new Map<string, Figures>()
  for (const method of methods) {
    const figures = measured.get(method.name)
    if (!figures) continue
    work.stage(`Timing ${method.name} on ${problem.id}`)
    await pause(signal)
    const { name, evaluations } = method
    all.set(name, { ...figures, evaluations, latencyMs: await latencyMs(method, one, quick) })
  }
  return all
}
