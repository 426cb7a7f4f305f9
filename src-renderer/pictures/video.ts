export interface VideoPlan {
  /** What the frames are drawn onto. */
  readonly canvas: HTMLCanvasElement
  readonly frames: number
  readonly framesPerSecond: number
  drawFrame(index: number): void
  onProgress(share: number): void
  readonly signal: AbortSignal
}

/** Kinds of WebM that browsers record, the best first. */
const mediaTypes = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm']
const bitsPerPixel = 0.12

/**
 * Records frames as WebM. A recorder works in real time: the film takes as long to record as to play.
 *
 * @throws Error where the browser records no WebM, and what `signal` was aborted with.
 */
export async function recordVideo(plan: VideoPlan): Promise<Uint8Array<ArrayBuffer>> {
  const { canvas, frames, framesPerSecond, drawFrame, onProgress, signal } = plan
  const mimeType = mediaTypes.find((type) => MediaRecorder.isTypeSupported(type))
  if (mimeType === undefined) throw new Error('this browser records no WebM')
  // With a rate of 0 a frame is taken when it is asked for, and no other.
  const stream = canvas.captureStream(0)
  const [track] = stream.getVideoTracks() as CanvasCaptureMediaStreamTrack[]
  const bits = canvas.width * canvas.height * framesPerSecond * bitsPerPixel
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: Math.round(bits) })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()))
  recorder.start()
  const started = performance.now()
  try {
    for (let frame = 0; frame < frames; frame += 1) {
      signal.throwIfAborted()
      drawFrame(frame)
      track!.requestFrame()
      onProgress((frame + 1) / frames)
      await until(started + ((frame + 1) * 1000) / framesPerSecond)
    }
  } finally {
    recorder.stop()
    track!.stop()
  }
  await stopped
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

function until(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())))
}
