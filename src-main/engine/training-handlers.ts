import type { trainingCalls, TeacherChoice } from '../contract/calls'
import type { Handlers } from '../contract/server'
import { Failure } from '../field/failure'
import { collectPackages, places } from '../library/collection'
import { openPackage, packageHash } from '../library/package'
import { checkParameters } from '../problems/parameters'
import { problemById } from '../problems/library'
import { selectedProvider } from '../library/provider-in-use'
import { loadStudent } from '../tasks/student'
import { fieldPayloads } from './payloads'
import { studentFor } from './students'
import { attend } from './training/attendance'
import { comparedModel } from './training/comparison'
import { readCurve } from './training/learning-curve'
import { choicesOf, recipeOf } from './training/recipe'
import { TrainingRegistry } from './training/registry'
import { readStrip } from './training/strip-file'

type TrainingHandlers = Pick<Handlers, keyof typeof trainingCalls>

/** The calls of the training view, answered. */
export function trainingHandlers(entry?: string): TrainingHandlers {
  const registry = new TrainingRegistry(entry)
  attend(registry.runs)
  return {
    async listTraining() {
      return { teachers: await listTeachers(), runs: await registry.list() }
    },
    startTraining: async (request) => ({ run: await registry.start(request) }),
    pauseTraining: async ({ run }) => ({ run: await registry.pause(run) }),
    resumeTraining: async ({ run }) => ({ run: await registry.resume(run) }),
    cancelTraining: async ({ run }) => ({ run: await registry.cancel(run) }),
    promoteTraining: async ({ run }) => ({ run: await registry.promote(run) }),
    async discardTraining({ run }) {
      await registry.discard(run)
      return {}
    },

    async trainingStatus({ run: id, rowsFrom, stripStep }) {
      const { directory, record, summary } = await registry.find(id)
      const { columns, rows } = await readCurve(directory)
      const problem = problemById(record.problem)
      const strip = await readStrip(directory, problem)
      const width = strip ? strip.states.length / strip.parameters.length : 0
      return {
        run: summary,
        columns,
        rows: rows.slice(rowsFrom),
        rowCount: rows.length,
        strip:
          strip && strip.step !== stripStep
            ? {
                step: strip.step,
                samples: strip.parameters.map((parameters, i) => {
                  const state = strip.states.subarray(i * width, (i + 1) * width)
                  const fields = problem.denormalise(parameters, state)
                  return { parameters: { ...parameters }, fields: fieldPayloads(problem, strip.size, fields) }
                }),
              }
            : null,
      }
    },

    async compareTraining({ run: id, seed, parameters: given, steps }) {
      const { record, summary } = await registry.find(id)
      if (summary.state !== 'finished' && summary.state !== 'promoted') {
        throw new Failure({
          code: 'run-state',
          kind: 'usage',
          what: 'only a finished training run has a model to compare',
          where: id,
          received: `one that is ${summary.state}`,
        })
      }
      const parameters = checkParameters(problemById(record.problem), given ?? {})
      const trained = await loadStudent(await openPackage(registry.packageOf(id)), {
        provider: await selectedProvider(),
      })
      const { packages } = await collectPackages(places())
      const hasModel = packages.some(({ manifest, inUse }) => inUse && manifest.problem === record.problem)
      return {
        parameters: { ...parameters },
        seed,
        trained: await comparedModel(trained, parameters, seed, steps),
        inUse: hasModel
          ? await comparedModel((await studentFor(record.problem)).student, parameters, seed, steps)
          : null,
      }
    },
  }
}

/** The teachers of the collection; a recipe that cannot be had is refused where a run is started. */
async function listTeachers(): Promise<TeacherChoice[]> {
  const collection = await collectPackages(places())
  const teachers = collection.packages.filter(({ manifest }) => manifest.kind === 'teacher')
  return Promise.all(
    teachers.map(async ({ manifest: { id, problem, gridSize, files } }) => ({
      id,
      problem,
      title: problemById(problem).title,
      gridSize,
      sha256: packageHash(files),
      recipe: await recipeOf(collection, problem).then(choicesOf, (error: unknown) => {
        if (error instanceof Failure) return null
        throw error
      }),
    })),
  )
}
