import { randomUUID } from 'node:crypto'
import { zipSync } from 'fflate'
import type { ModelDescription, ProblemDescription } from '../contract/calls'
import type { Handlers } from '../contract/server'
import { Failure } from '../field/failure'
import { checkTable } from '../formats/observations/table-check'
import { collectPackages, places, type CollectedPackage } from '../library/collection'
import { packageHash } from '../library/package'
import { putModelToUse } from '../library/promotion'
import { providersInUse } from '../library/provider-in-use'
import { problemById, problems } from '../problems/library'
import { checkParameters } from '../problems/parameters'
import type { Problem } from '../problems/problem'
import { solutionFiles } from '../report/solution-files'
import type { Solution } from '../report/solution'
import { generate } from '../tasks/generate'
import { reconstruct } from '../tasks/reconstruct'
import { evolutionHandlers } from './evolution-handlers'
import { libraryHandlers } from './library-handlers'
import { observationHandlers } from './observation-handlers'
import { pointPayloads, samplePayloads, solutionPayloads, viewPayloads } from './payloads'
import { sessionHandlers } from './session-handlers'
import { studentFor } from './students'
import { trainingHandlers } from './training-handlers'
import { version } from './version'

/** Solutions that stay open for export; the oldest goes when a new one comes. */
const keptSolutions = 16

const mediaTypes = {
  npz: 'application/zip',
  vti: 'application/xml',
  html: 'text/html',
  json: 'application/json',
  zip: 'application/zip',
} as const
const fileNames = { npz: 'solution.npz', vti: 'solution.vti', html: 'report.html', json: 'solution.json' } as const

/** A baseline is the benchmark's alone: nobody chooses it. */
function describeModel({ manifest, origin, inUse }: CollectedPackage): ModelDescription[] {
  const { id, problem, kind, gridSize, steps, files, card } = manifest
  if (kind === 'baseline') return []
  return [{ id, problem, kind, gridSize, steps, sha256: packageHash(files), origin, inUse, card }]
}

function describeProblem(problem: Problem): ProblemDescription {
  const { id, title, equation, sourceUnit, fields, parameters, linearise, evolution } = problem
  return {
    id,
    title,
    equation,
    sourceUnit,
    reconstructs: linearise !== undefined,
    ...(evolution && { evolution: { start: evolution.start, end: evolution.end, duration: evolution.duration } }),
    fields: [...fields],
    parameters: [...parameters],
  }
}

/** The calls of the contract, answered: the one place where the engine meets the tasks. */
export async function createHandlers(trainingEntry?: string): Promise<Handlers> {
  const solutions = new Map<string, Solution>()
  const heldSolution = (solutionId: string): Solution => {
    const solution = solutions.get(solutionId)
    if (solution) return solution
    throw new Failure({
      code: 'solution-unknown',
      kind: 'usage',
      what: 'the engine no longer holds this solution',
      expected: 'to solve again',
      received: solutionId,
    })
  }
  return {
    async describe() {
      const { packages } = await collectPackages(places())
      return {
        version,
        problems: Object.values(problems).map(describeProblem),
        models: packages.flatMap(describeModel),
        providers: [...(await providersInUse()).providers],
      }
    },

    async generate({ problem: id, parameters: given, seed, steps }) {
      const problem = problemById(id)
      const parameters = checkParameters(problem, given)
      const { student } = await studentFor(id)
      const { fields, certificate, inferMs } = await generate(student, parameters, seed, steps)
      return {
        model: { id: student.model.manifest.id, sha256: student.model.sha256 },
        provider: student.provider,
        parameters: { ...parameters },
        seed,
        fields: samplePayloads(problem, student.size, fields, certificate.map),
        residual: certificate.norms,
        inferMs,
      }
    },

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
      solutions.set(solutionId, solution)
      const [oldest] = solutions.keys()
      if (solutions.size > keptSolutions) solutions.delete(oldest!)
      return {
        solutionId,
        document: solution.document,
        fields: solutionPayloads(solution),
        points: pointPayloads(observations, solution),
      }
    },

    async solutionView({ solutionId, version, view }) {
      const solution = heldSolution(solutionId)
      return viewPayloads(solution, version, view)
    },

    async exportSolution({ solutionId, format }) {
      const solution = heldSolution(solutionId)
      const files = solutionFiles(solution)
      if (format === 'zip') {
        const mtime = new Date(1980, 0, 1)
        const members = Object.fromEntries(
          Object.entries(files).map(([name, content]) => [name, [content, { mtime }] as const]),
        )
        return {
          fileName: 'solution.zip',
          mediaType: mediaTypes.zip,
          bytes: zipSync(members as Parameters<typeof zipSync>[0]),
        }
      }
      return { fileName: fileNames[format], mediaType: mediaTypes[format], bytes: files[fileNames[format]] }
    },

    async useModel({ id }) {
      const { problem } = await putModelToUse(places(), id)
      return { id, problem }
    },

    ...evolutionHandlers(),
    ...observationHandlers,
    ...sessionHandlers(),
    ...libraryHandlers(),
    ...trainingHandlers(trainingEntry),
  }
}
