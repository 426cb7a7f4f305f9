import { performance } from 'node:perf_hooks'
import { median } from '../../numerics/statistics'
import type { Batch } from './batch'
import type { Method } from './method'

/** Repetitions: a slow method takes hundreds of alike evaluations, whose times average out by themselves. */
const repeats = ({ evaluations }: Method): number => (evaluations >= 100 ? 3 : evaluations >= 10 ? 7 : 25)

/**
 * Median time of one sample by itself, milliseconds, from noise to state. The first one loads what the method needs and
 * is not counted, except in a quick run, where it is all there is.
 */
export async function latencyMs(method: Method, one: Batch, quick: boolean): Promise<number> {
  const call = method.timed ? await method.timed(one) : () => method.draw(one)
  const times: number[] = []
  if (!quick) await call()
  for (let i = 0; i < (quick ? 1 : repeats(method)); i += 1) {
    const started = performance.now()
    await call()
    times.push(performance.now() - started)
  }
  return median(times)
}
