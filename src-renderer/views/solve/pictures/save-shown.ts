import { pictureRequest } from '../../../pictures/request'
import { withText } from '../../../pictures/png-text'
import { Studio, type Background, type PictureSize, type Shot } from '../../../pictures/studio'
import { surfaceGlb } from '../../../pictures/surface-glb'
import { recordVideo } from '../../../pictures/video'
import type { Pose } from '../../../scene/camera-fit'
import type { FieldView } from '../../../scene/field-view'
import type { Workbench } from '../../../stores/workbench.svelte'
import { words } from '../../../text/words.svelte'
import type { StageContent } from '../stage-view'

/** One picture of the stage, as it stands in the window. */
export interface ShownPicture {
  readonly content: StageContent
  readonly view: FieldView
  readonly flat: boolean
  readonly pose: Pose | undefined
}

/** Keyword of the request inside a PNG. */
export const requestKeyword = 'fieldsmith'
export const framesPerSecond = 30

/** What a picture of this workbench shows and says. */
export function shotOf({ problem, sampling }: Workbench, { content, view, flat, pose }: ShownPicture): Shot {
  const parameters = problem.parameters.map(({ key, symbol }) => `${symbol} = ${sampling.parameters[key]}`)
  const details = [view.qualifier, ...parameters, words().pictures.seed(sampling.seed)]
  const { field, map, range } = content
  return {
    content: { ...content, flat },
    pose,
    title: `${problem.title}: ${view.name}`,
    subtitle: details.filter((detail) => detail !== '').join(', '),
    legend: { symbol: view.symbol, unit: field.unit, map, range },
  }
}

/** Draws shots side by side onto one canvas of the size; `use` gets it, with a way to draw others. */
export async function withCanvas<T>(
  size: PictureSize,
  background: Background,
  count: number,
  use: (canvas: HTMLCanvasElement, draw: (shots: readonly Shot[]) => void) => Promise<T>,
): Promise<T> {
  const width = Math.floor(size.width / count)
  const studios = Array.from({ length: count }, () => new Studio({ width, height: size.height }, background))
  const canvas = document.createElement('canvas')
  canvas.width = width * count
  canvas.height = size.height
  const context = canvas.getContext('2d')!
  try {
    return await use(canvas, (shots) => {
      context.clearRect(0, 0, canvas.width, canvas.height)
      studios.forEach((studio, i) => {
        studio.draw(shots[i]!)
        context.drawImage(studio.canvas, i * width, 0)
      })
    })
  } finally {
    for (const studio of studios) studio.dispose()
  }
}

/** A PNG of the pictures with the request of the first inside. */
export async function pictureBytes(
  workbench: Workbench,
  shown: readonly ShownPicture[],
  size: PictureSize,
  background: Background,
): Promise<Uint8Array<ArrayBuffer>> {
  const png = await withCanvas(size, background, shown.length, async (canvas, draw) => {
    draw(shown.map((picture) => shotOf(workbench, picture)))
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    // A canvas beyond the browser's limits has no content to give.
    if (!blob) throw new Error(`the browser cannot make a picture of ${size.width} × ${size.height} pixels`)
    return new Uint8Array(await blob.arrayBuffer())
  })
  const { view, content } = shown[0]!
  return withText(png, requestKeyword, JSON.stringify(pictureRequest(workbench, view, content.range)))
}

/** A film; `shownAt` gives the pictures at a share 0..1 of its length. */
export function filmBytes(
  workbench: Workbench,
  shownAt: (share: number) => readonly ShownPicture[],
  plan: { size: PictureSize; background: Background; seconds: number },
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const frames = Math.max(1, Math.round(plan.seconds * framesPerSecond))
  return withCanvas(plan.size, plan.background, shownAt(0).length, (canvas, draw) => {
    const drawFrame = (frame: number): void =>
      draw(shownAt(frame / frames).map((picture) => shotOf(workbench, picture)))
    return recordVideo({ canvas, frames, framesPerSecond, drawFrame, onProgress, signal })
  })
}

/** The pictures as they are after a share of a full turn about the vertical. */
export function turned(shown: readonly ShownPicture[], share: number): readonly ShownPicture[] {
  return shown.map((picture) =>
    picture.pose
      ? { ...picture, pose: { ...picture.pose, azimuth: picture.pose.azimuth + 2 * Math.PI * share } }
      : picture,
  )
}

export function surfaceBytes(workbench: Workbench, { content, view }: ShownPicture): Promise<Uint8Array<ArrayBuffer>> {
  const { field, map, range, relief = 1 } = content
  return surfaceGlb({ field, map, range, relief, request: pictureRequest(workbench, view, range) })
}
