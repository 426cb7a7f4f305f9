import type { ModelDescription, ProblemDescription } from '../contract/calls'
import type { Handlers } from '../contract/server'
import { collectPackages, places, type CollectedPackage } from '../library/collection'
import { packageHash } from '../library/package'
import { putModelToUse } from '../library/promotion'
import { providersInUse } from '../library/provider-in-use'
import { problemById, problems } from '../problems/library'
import { checkParameters, outsideTraining } from '../problems/parameters'
import type { Problem } from '../problems/problem'
import { generate } from '../tasks/generate'
import { evolutionHandlers } from './evolution-handlers'
import { libraryHandlers } from './library-handlers'
import { observationHandlers } from './observation-handlers'
import { samplePayloads, vectorPayloads } from './payloads'
import { sessionHandlers } from './session-handlers'
import { solutionHandlers } from './solution-handlers'
import { studentFor } from './students'
import { trainingHandlers } from './training-handlers'
import { version } from './version'

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
    ...(evolution && {
      evolution: { start: evolution.start, end: evolution.end, duration: evolution.duration },
    }),
    fields: [...fields],
    parameters: [...parameters],
  }
}

/** The calls of the contract, answered: the one place where the engine meets the tasks. */
export async function createHandlers(trainingEntry?: string): Promise<Handlers> {
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
        outsideTraining: outsideTraining(problem, parameters),
        seed,
        fields: samplePayloads(problem, student.size, fields, certificate.map),
        vectors: vectorPayloads(problem, student.size, parameters, fields),
        residual: certificate.norms,
        inferMs,
      }
    },

    async useModel({ id }) {
      const { problem } = await putModelToUse(places(), id)
      return { id, problem }
    },

    ...evolutionHandlers(),
    ...observationHandlers,
    ...sessionHandlers(),
    ...libraryHandlers(),
    ...solutionHandlers(),
    ...trainingHandlers(trainingEntry),
  }
}
