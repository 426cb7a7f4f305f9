import { pause } from './latent-fit'
import type { LatentMap } from './student'

/** A run of so many samples takes some tenths of a second on two cores. */
const mostAtOnce = 8

/**
 * The same map, a few samples at a time: between two runs of the network the engine hears of cancelling and of other
 * calls, however many members there are. `width` is the length of a sample's latents.
 */
export function inSlices(map: LatentMap, width: number, signal: AbortSignal | undefined): LatentMap {
  const run = async (
    latents: Float32Array,
    runSlice: (slice: Float32Array, first: number, last: number) => Promise<Float32Array>,
  ): Promise<Float32Array> => {
    const count = latents.length / width
    if (count <= mostAtOnce) return runSlice(latents, 0, count)
    const parts: Float32Array[] = []
    for (let first = 0; first < count; first += mostAtOnce) {
      if (first > 0) await pause(signal)
      const last = Math.min(count, first + mostAtOnce)
      parts.push(await runSlice(latents.subarray(first * width, last * width), first, last))
    }
    return joined(parts)
  }
  return {
    states: (latents, condition) => run(latents, (slice) => map.states(slice, condition)),
    pullback(latents, condition, cotangents) {
      const each = (cotangents.length * width) / latents.length
      return run(latents, (slice, first, last) =>
        map.pullback(slice, condition, cotangents.subarray(first * each, last * each)),
      )
    },
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
