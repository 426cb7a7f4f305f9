import type { Handlers } from '../contract/server'
import { problemById } from '../problems/library'
import { checkParameters } from '../problems/parameters'
import { evolve } from '../tasks/evolve'
import { payload } from './payloads'

/** What follows fields through time. */
export function evolutionHandlers(): Pick<Handlers, 'evolve'> {
  return {
    async evolve({ problem: id, parameters: given, start, frames }, { progress, signal }) {
      const problem = problemById(id)
      const parameters = checkParameters(problem, given)
      const course = await evolve({
        problem,
        parameters,
        start: Float64Array.from(start),
        frames,
        onProgress: progress,
        signal,
      })
      const size = Math.sqrt(start.length)
      const { key, name } = problem.fields.find((field) => field.key === problem.evolution!.start)!
      return {
        frames: course.frames.map(({ time, state }) => ({
          time,
          field: payload(problem, size, key, key, name, state),
        })),
        steps: course.steps,
      }
    },
  }
}
