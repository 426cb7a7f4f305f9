import { randomUUID } from 'node:crypto'
import type { historyCalls, ResultOf, sampleCalls, solutionCalls } from '../contract/calls'
import { contractErrorOf } from '../contract/errors'
import type { Handlers } from '../contract/server'
import { checkTable } from '../formats/observations/table-check'
import { places } from '../library/collection'
import { solutionHistory } from '../library/home'
import { problemById } from '../problems/library'
import { checkParameters } from '../problems/parameters'
import type { Solution } from '../report/solution'
import { drawSample } from '../tasks/generate'
import { reconstruct } from '../tasks/reconstruct'
import { SolutionHistory } from './history/history'
import { engineLimits } from './limits'
import { meanVectorPayloads, pointPayloads, solutionPayloads, viewPayloads } from './payloads'
import { filesOfSample, filesOfSolution, savedFile, savedSizes } from './saved-files'
import { studentFor } from './students'
import { version } from './version'

/** Solutions that stay in memory beside the history, so that a view of them needs no disk. */
const solutionsInMemory = 8

type SolutionHandlers = Pick<
  Handlers,
  keyof typeof solutionCalls | keyof typeof historyCalls | keyof typeof sampleCalls
>

/** The calls about solutions and their history, and about the files of samples, answered. */
export function solutionHandlers(limitBytes = engineLimits.historyBytes): SolutionHandlers {
  const history = new SolutionHistory(() => solutionHistory(places().home), limitBytes)
  const inMemory = new Map<string, Solution>()
  void history.sweep()

  const hold = (solutionId: string, solution: Solution): void => {
    inMemory.delete(solutionId)
    inMemory.set(solutionId, solution)
    const [oldest] = inMemory.keys()
    if (inMemory.size > solutionsInMemory) inMemory.delete(oldest!)
  }
  const solutionOf = async (solutionId: string): Promise<Solution> => {
    const solution = inMemory.get(solutionId) ?? (await history.open(solutionId)).solution
    hold(solutionId, solution)
    return solution
  }

  return {
    async solve({ problem: id, observations, observationFile, parameters: given, ...asked }, { progress, signal }) {
      const problem = problemById(id)
      const parameters = checkParameters(problem, given)
      checkTable(observations, problem, observationFile)
      const { student, loadMs } = await studentFor(id)
      const solution = await reconstruct({
        student,
        loadMs,
        parameters,
        observations,
        observationFile,
        ...asked,
        onProgress: progress,
        signal,
      })
      const solutionId = randomUUID()
      hold(solutionId, solution)
      if (signal.aborted) return solvedResult(solutionId, solution)
      const { refine, noise } = asked
      const request = { version, createdAt: new Date().toISOString(), refine, noise }
      // A solve that took minutes is not lost to a disk that is full.
      const notKept = await history.keep(solutionId, solution, request).then(() => undefined, contractErrorOf)
      return { ...solvedResult(solutionId, solution), ...(notKept && { notKept }) }
    },

    async solutionView({ solutionId, version: of, view }) {
      return viewPayloads(await solutionOf(solutionId), of, view)
    },

    async exportSolution({ solutionId, format }) {
      return savedFile(filesOfSolution(await solutionOf(solutionId)), format)
    },

    async solutionSizes({ solutionId }) {
      return savedSizes(filesOfSolution(await solutionOf(solutionId)))
    },

    async openSolution({ solutionId }) {
      const { name, request, solution } = await history.open(solutionId)
      hold(solutionId, solution)
      const { problem, parameters, samples, seed, steps, refine, noise } = request
      return {
        ...solvedResult(solutionId, solution),
        name,
        createdAt: request.createdAt,
        request: {
          ...{ problem, parameters, samples, seed, steps, refine, noise },
          observations: { ...solution.observations, fields: [...solution.observations.fields] },
          observationFile: solution.observationFile,
        },
      }
    },

    history: () => history.list(),
    renameSolution: async ({ solutionId, name }) => ({ entry: await history.change(solutionId, { name }) }),
    pinSolution: async ({ solutionId, pinned }) => ({ entry: await history.change(solutionId, { pinned }) }),
    async removeSolution({ solutionId }) {
      await history.remove(solutionId)
      return {}
    },
    async restoreSolution({ solutionId }) {
      await history.restore(solutionId)
      return {}
    },

    exportSample: async ({ format, ...request }) => savedFile(filesOfSample(await sampleOf(request)), format),
    sampleSizes: async (request) => savedSizes(filesOfSample(await sampleOf(request))),
  }
}

function solvedResult(solutionId: string, solution: Solution): ResultOf<'solve'> {
  return {
    solutionId,
    document: solution.document,
    fields: solutionPayloads(solution),
    vectors: meanVectorPayloads(solution),
    points: pointPayloads(solution.observations, solution),
    readings: { sigma: solution.sigma, misfit: solution.misfit },
  }
}

interface SampleRequest {
  readonly problem: string
  readonly parameters: Readonly<Record<string, number>>
  readonly seed: number
  readonly steps: number
}

async function sampleOf({ problem: id, parameters, seed, steps }: SampleRequest) {
  const { student } = await studentFor(id)
  return (await drawSample(student, checkParameters(problemById(id), parameters), seed, steps)).sample
}
