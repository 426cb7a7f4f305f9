import { RandomStream } from '../../numerics/random'
import { columnCount } from '../../pointwise/columns'
import type { PointBatch, PointProblem } from '../../pointwise/point-problem'
import { float32, Session, type RuntimeTensor } from '../../runtime/session'

/** Points by which the size of the outputs is judged. */
const judged = 4096

/** A trained network whose outputs another one learns. */
export class PinnTeacher {
  /** Root mean square of each output over the training points. */
  readonly sizes: readonly number[]
  readonly #problem: PointProblem
  readonly #session: Session

  private constructor(problem: PointProblem, session: Session, sizes: readonly number[]) {
    this.#problem = problem
    this.#session = session
    this.sizes = sizes
  }

  /** `solution` is the file of that role of the teacher's package. */
  static async load(problem: PointProblem, solution: Uint8Array): Promise<PinnTeacher> {
    const session = await Session.load(solution)
    const batch = problem.collocation(new RandomStream(0, 'sizes'), judged)
    const { data } = await outputsOf(problem, session, batch)
    const outputs = problem.outputs.length
    const sizes = problem.outputs.map((_, i) => {
      let sum = 0
      for (let p = 0; p < batch.count; p++) sum += (data as Float32Array)[p * outputs + i]! ** 2
      return Math.sqrt(sum / batch.count)
    })
    return new PinnTeacher(problem, session, sizes)
  }

  /** `[count, outputs]`. */
  outputsAt(batch: PointBatch): Promise<RuntimeTensor> {
    return outputsOf(this.#problem, this.#session, batch)
  }
}

async function outputsOf(
  problem: PointProblem,
  session: Session,
  { points, count }: PointBatch,
): Promise<RuntimeTensor> {
  const columns = await session.run({ points: float32(points, [count, columnCount(problem)]) })
  const { outputs } = problem
  const targets = new Float32Array(count * outputs.length)
  outputs.forEach(({ key }, i) => columns[key]!.forEach((value, p) => (targets[p * outputs.length + i] = value)))
  return float32(targets, [count, outputs.length])
}
