/** An untrained denoiser of a problem on a small grid, its output far from zero. */
import { fitGaussian, type TrainingData } from '../../../src-main/distillation/gaussian-fit'
import { denoiserSlots } from '../../../src-main/distillation/graphs'
import { drawData } from '../../../src-main/distillation/teacher'
import { initialParameters } from '../../../src-main/distillation/training-state'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { RandomStream } from '../../../src-main/numerics/random'
import type { Problem } from '../../../src-main/problems/problem'

const idle = { signal: new AbortController().signal, progress: () => {} }

export async function tinyNetwork(
  problem: Problem,
  size: number,
): Promise<{ readonly network: PackagedNetwork; readonly data: TrainingData }> {
  const data = await drawData(problem, size, 128, 5, idle, 'Drawing')
  const configuration = {
    network: { channels: [4, 8], blocks: [1, 1], embedding: 6, groupSize: 4 },
    gaussian: fitGaussian(data, problem.bases, { block: 4, bins: 3 }),
    gate: 0,
  }
  const { slots, size: count } = denoiserSlots(configuration)
  const random = new RandomStream(5, 'tiny network')
  const parameters = initialParameters(slots, count, 5).map((value) => value + 0.05 * random.normal())
  return { network: { configuration, parameters }, data }
}
