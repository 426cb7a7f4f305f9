import { formatQuantity } from '../../../components/number-format'
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
  /** Where somebody has turned it; undefined while it stands as it does by itself. */
  readonly pose: Pose | undefined
}

/** Keyword of the request inside a PNG. */
export const requestKeyword = 'fieldsmith'
export const framesPerSecond = 30

/** What a picture of this workbench shows and says. */
export function shotOf(workbench: Workbench, { content, view, flat, pose }: ShownPicture, turn = 0): Shot {
  const { problem } = workbench
  const { parameters: made, seed } = pictureRequest(workbench, view, content.range)
  const parameters = problem.parameters.map(
    ({ key, symbol, unit }) => `${symbol} = ${formatQuantity(made[key]!, unit)}`,
  )
  const details = [view.qualifier, ...parameters, words().pictures.seed(seed)]
  const { field, map, range } = content
  return {
    content: { ...content, flat },
    pose,
    turn,
    title: `${view.name}, ${problem.title}`,
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
  // In ordinary memory: a recorder misses most frames of a canvas that lives on the graphics card.
  const context = canvas.getContext('2d', { willReadFrequently: true })!
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

/** A film; `shownAt` gives the pictures at a share 0..1 of its length, and how far they are turned then. */
export function filmBytes(
  workbench: Workbench,
  shownAt: (share: number) => { readonly pictures: readonly ShownPicture[]; readonly turn: number },
  plan: { size: PictureSize; background: Background; seconds: number },
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const frames = Math.max(1, Math.round(plan.seconds * framesPerSecond))
  return withCanvas(plan.size, plan.background, shownAt(0).pictures.length, (canvas, draw) => {
    const drawFrame = (frame: number): void => {
      const { pictures, turn } = shownAt(frame / frames)
      draw(pictures.map((picture) => shotOf(workbench, picture, turn)))
    }
    return recordVideo({ canvas, frames, framesPerSecond, drawFrame, onProgress, signal })
  })
}

export function surfaceBytes(workbench: Workbench, { content, view }: ShownPicture): Promise<Uint8Array<ArrayBuffer>> {
  const { field, map, range, relief = 1 } = content
  return surfaceGlb({ field, map, range, relief, request: pictureRequest(workbench, view, range) })
}
