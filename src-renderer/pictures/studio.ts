import type { Pose } from '../scene/camera-fit'
import { FieldScene, type PlacedLabel, type SceneContent } from '../scene/field-scene'
import { readPalette } from '../scene/palette'
import { drawLegend, type Legend } from './colour-legend'

/** Pixels of a picture. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

export type Background = 'light' | 'dark' | 'transparent'

/** What one picture shows. */
export interface Shot {
  readonly content: Omit<SceneContent, 'palette'>
  /** Where the camera stands; its usual place if left out. */
  readonly pose?: Pose | undefined
  /** Radians by which it is turned about the vertical beyond that. */
  readonly turn?: number
  readonly title: string
  /** A line below the title. */
  readonly subtitle: string
  readonly legend: Legend
}

/** Texts have the size that they have in a window of this height. */
const usualHeight = 800
const insets = { top: 64, right: 116, bottom: 44, left: 16 }

/**
 * Draws pictures at any size, away from the window: the scene in three dimensions with its texts, title and colour bar
 * on one canvas.
 */
export class Studio {
  readonly canvas = document.createElement('canvas')
  readonly #size: PictureSize
  readonly #background: Background
  readonly #scene: FieldScene
  readonly #sceneCanvas = document.createElement('canvas')
  readonly #theme = document.createElement('div')
  #labels: readonly PlacedLabel[] = []
  /** Where the camera stood before it was turned. */
  #start: Pose | undefined

  /** @throws Error when the browser gives no WebGL2 context. */
  constructor(size: PictureSize, background: Background) {
    this.#size = size
    this.#background = background
    this.canvas.width = size.width
    this.canvas.height = size.height
    this.#scene = new FieldScene(this.#sceneCanvas, true, {
      labels: (labels) => (this.#labels = labels),
      contextLost: () => undefined,
    })
    // Colours come from the style sheet, in the theme of the picture and not of the window.
    this.#theme.style.colorScheme = background === 'dark' ? 'dark' : 'light'
    this.#theme.hidden = true
    document.body.append(this.#theme)
  }

  draw({ content, pose, turn = 0, title, subtitle, legend }: Shot): void {
    const scale = this.#size.height / usualHeight
    const view = { width: this.#size.width / scale, height: usualHeight, insets }
    this.#scene.resize(view, scale)
    this.#scene.show({ ...content, palette: readPalette(this.#theme) })
    if (pose || turn !== 0) {
      this.#start ??= pose ?? this.#scene.pose
      this.#scene.follow({ ...this.#start, azimuth: this.#start.azimuth + turn })
    }
    // Draws at once.
    this.#scene.resize(view, scale)
    const context = this.canvas.getContext('2d')!
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, this.#size.width, this.#size.height)
    if (this.#background !== 'transparent') {
      context.fillStyle = this.#colour('--raised')
      context.fillRect(0, 0, this.#size.width, this.#size.height)
    }
    context.drawImage(this.#sceneCanvas, 0, 0, this.#size.width, this.#size.height)
    context.scale(scale, scale)
    const family = getComputedStyle(document.body).fontFamily
    this.#drawLabels(context, family)
    context.textAlign = 'left'
    context.textBaseline = 'alphabetic'
    context.fillStyle = this.#colour('--text')
    context.font = `600 17px ${family}`
    context.fillText(title, 18, 30, view.width - 36)
    context.fillStyle = this.#colour('--text-muted')
    context.font = `13px ${family}`
    context.fillText(subtitle, 18, 50, view.width - 36)
    const bar = { left: view.width - 92, top: 96, width: 80, height: Math.min(320, view.height - 160) }
    drawLegend(context, legend, bar, { family, colour: this.#colour('--text-muted') })
  }

  dispose(): void {
    this.#scene.dispose()
    this.#theme.remove()
  }

  #drawLabels(context: CanvasRenderingContext2D, family: string): void {
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillStyle = this.#colour('--text-muted')
    for (const { text, kind, left, top } of this.#labels) {
      context.font = `${kind === 'title' ? 12 : 11}px ${family}`
      context.fillText(text, kind === 'pin' ? left + 13 : left, kind === 'pin' ? top - 8 : top)
    }
  }

  #colour(property: string): string {
    this.#theme.style.color = `var(${property})`
    return getComputedStyle(this.#theme).color
  }
}
