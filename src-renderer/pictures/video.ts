import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Output,
  QUALITY_HIGH,
  WebMOutputFormat,
} from 'mediabunny'

export interface VideoPlan {
  /** What the frames are drawn onto. */
  readonly canvas: HTMLCanvasElement
  readonly frames: number
  readonly framesPerSecond: number
  drawFrame(index: number): void
  onProgress(share: number): void
  readonly signal: AbortSignal
}

/**
 * Encodes frames as WebM, each at its own time however long it took to draw.
 *
 * @throws Error where the browser encodes no WebM of this size, and what `signal` was aborted with.
 */
export async function recordVideo(plan: VideoPlan): Promise<Uint8Array<ArrayBuffer>> {
  const { canvas, frames, framesPerSecond, drawFrame, onProgress, signal } = plan
  const { width, height } = canvas
  const codec = await getFirstEncodableVideoCodec(['vp9', 'vp8'], { width, height, bitrate: QUALITY_HIGH })
  if (codec === null) throw new Error(`this browser encodes no film of ${width} × ${height} pixels`)
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const source = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH })
  output.addVideoTrack(source, { frameRate: framesPerSecond })
  await output.start()
  try {
    for (let frame = 0; frame < frames; frame += 1) {
      drawFrame(frame)
      await source.add(frame / framesPerSecond, 1 / framesPerSecond)
      onProgress((frame + 1) / frames)
      // The window stays at hand, and can cancel.
      await new Promise((resolve) => setTimeout(resolve))
      signal.throwIfAborted()
    }
    await output.finalize()
  } catch (reason) {
    await output.cancel()
    throw reason
  }
  return new Uint8Array(target.buffer!)
}
