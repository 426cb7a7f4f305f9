import { Group } from 'three'
import type { VectorField } from '../../src-main/contract/calls'
import { ArrowGlyphs } from './arrow-glyphs'
import { colourAt, inkOn, type ColourMap } from './colour-map'
import { isolineLabels, isolines, type Isoline, type IsolineLabel } from './contours'
import type { Drape } from './drape'
import { DrapedLines, type PlaneSegments } from './draped-lines'
import { arrows, flowOf } from './flow'
import type { HeightField } from './height-field'
import type { PictureContent, Slice } from './picture'
import { streamlines, type Streamline } from './streamlines'
import { positionIn, type ValueRange } from './value-range'
import { worldX, worldZ, type World } from './world'

/** Distance between streamlines, as a part of the longer edge. */
export const streamlineSeparation = 1 / 22
export const arrowsPerEdge = 22
/** Distance of an isoline's text from the border and other texts, as a part of the longer edge. */
export const labelRoom = 0.06

/** On any colour, the one as the edge of the other. */
export const inks = { dark: '#10131a', light: '#ffffff' }

/** What is drawn upon a field: isolines, arrows, streamlines and the line of a slice. Each is made when it changes. */
export class SurfaceMarks {
  readonly group = new Group()
  readonly #contours: DrapedLines
  readonly #streamEdges: DrapedLines
  readonly #streams: DrapedLines
  readonly #arrows: ArrowGlyphs
  readonly #sliceEdge: DrapedLines
  readonly #slice: DrapedLines
  readonly #changed: () => void
  #content: PictureContent | undefined
  #drawn: HeightField | undefined
  #isolines: readonly Isoline[] = []
  #labels: readonly IsolineLabel[] | undefined
  #streamTimer: ReturnType<typeof setTimeout> | undefined

  /** `changed` is called when lines that take their time are there. */
  constructor(drape: Drape, changed: () => void) {
    this.#changed = changed
    this.#contours = new DrapedLines(drape, { widthPx: 1.2, order: 1 })
    this.#streamEdges = new DrapedLines(drape, { widthPx: 2.8, colour: inks.dark, order: 2 })
    this.#streams = new DrapedLines(drape, { widthPx: 1.3, colour: inks.light, order: 3 })
    this.#arrows = new ArrowGlyphs(drape, 4)
    this.#sliceEdge = new DrapedLines(drape, { widthPx: 5, colour: inks.dark, order: 6 })
    this.#slice = new DrapedLines(drape, { widthPx: 2.5, colour: inks.light, order: 7 })
    this.group.add(...this.#parts.map(({ group }) => group))
  }

  show(content: PictureContent, drawn: HeightField, world: World): void {
    const former = this.#content
    const another = this.#drawn !== drawn
    this.#content = content
    this.#drawn = drawn
    const levels = (picture: PictureContent | undefined): string =>
      JSON.stringify([picture?.contours ?? [], picture?.contourLabels ?? []])
    if (another || levels(former) !== levels(content)) {
      this.#isolines = isolines(drawn, content.contours ?? [])
      this.#labels = undefined
      this.#contours.update(contourSegments(this.#isolines, content.map, content.range, world))
    } else if (former?.map !== content.map || former.range !== content.range) {
      this.#contours.update(contourSegments(this.#isolines, content.map, content.range, world))
    }
    if (former?.arrows !== content.arrows) this.#arrows.update(arrowPlaces(content.arrows, world))
    if (former?.streamlines !== content.streamlines) this.#startStreamlines(content.streamlines, world)
    if (former?.slice !== content.slice) {
      const segments = { places: slicePlaces(content.slice, world) }
      this.#sliceEdge.update(segments)
      this.#slice.update(segments)
    }
  }

  /** Texts of the isolines. */
  labels(): readonly IsolineLabel[] {
    if (!this.#content) return []
    const { contours = [], contourLabels = [], field } = this.#content
    const { extent } = field.grid
    this.#labels ??= isolineLabels(
      this.#isolines,
      new Map(contours.map((level, i) => [level, contourLabels[i] ?? ''])),
      extent,
      labelRoom * Math.max(extent.x, extent.y),
    )
    return this.#labels
  }

  dispose(): void {
    clearTimeout(this.#streamTimer)
    for (const part of this.#parts) part.dispose()
  }

  get #parts(): readonly (DrapedLines | ArrowGlyphs)[] {
    return [this.#contours, this.#streamEdges, this.#streams, this.#arrows, this.#sliceEdge, this.#slice]
  }

  /** Between two frames, so that no frame waits for them; the former ones stay until then. */
  #startStreamlines(field: VectorField | undefined, world: World): void {
    clearTimeout(this.#streamTimer)
    const put = (places: Float32Array): void => {
      this.#streamEdges.update({ places })
      this.#streams.update({ places })
    }
    if (!field) return put(new Float32Array())
    this.#streamTimer = setTimeout(() => {
      put(streamlinePlaces(field, world))
      this.#changed()
    })
  }
}

function contourSegments(lines: readonly Isoline[], map: ColourMap, range: ValueRange, world: World): PlaneSegments {
  const count = lines.reduce((sum, { segments }) => sum + segments.length / 4, 0)
  const places = new Float32Array(4 * count)
  const colours = new Uint8Array(3 * count)
  let segment = 0
  for (const { level, segments } of lines) {
    const ink = inkOn(colourAt(map, positionIn(range, level)))
    for (let k = 0; k < segments.length; k += 4, segment += 1) {
      colours.set(ink, 3 * segment)
      for (const end of [0, 2]) {
        places[4 * segment + end] = worldX(world, segments[k + end]!)
        places[4 * segment + end + 1] = worldZ(world, segments[k + end + 1]!)
      }
    }
  }
  return { places, colours }
}

function arrowPlaces(field: VectorField | undefined, world: World): Float32Array {
  if (!field) return new Float32Array()
  const places = arrows(flowOf(field), arrowsPerEdge)
  const { width, depth, extent } = world
  for (let k = 0; k < places.length; k += 4) {
    places[k] = worldX(world, places[k]!)
    places[k + 1] = worldZ(world, places[k + 1]!)
    places[k + 2] = (places[k + 2]! / extent.x) * width
    places[k + 3] = (-places[k + 3]! / extent.y) * depth
  }
  return places
}

function streamlinePlaces(field: VectorField, world: World): Float32Array {
  const { extent } = field.grid
  const lines = streamlines(flowOf(field), streamlineSeparation * Math.max(extent.x, extent.y))
  const places = new Float32Array(lines.reduce((sum, line) => sum + 2 * (line.length - 2), 0))
  let at = 0
  for (const line of lines) at = putChain(places, at, line, world)
  return places
}

/** Writes a chain of points of the domain as segments in the plane; gives where the next one begins. */
function putChain(places: Float32Array, from: number, line: Streamline, world: World): number {
  let at = from
  for (let k = 0; k + 3 < line.length; k += 2, at += 4) {
    places[at] = worldX(world, line[k]!)
    places[at + 1] = worldZ(world, line[k + 1]!)
    places[at + 2] = worldX(world, line[k + 2]!)
    places[at + 3] = worldZ(world, line[k + 3]!)
  }
  return at
}

/** The line of a slice bends with the surface in this many parts. */
const sliceParts = 192

function slicePlaces(slice: Slice | undefined, world: World): Float32Array {
  if (!slice) return new Float32Array()
  const { from, to } = slice
  const line = Float32Array.from({ length: 2 * (sliceParts + 1) }, (_, k) => {
    const t = Math.floor(k / 2) / sliceParts
    return k % 2 === 0 ? from.x + t * (to.x - from.x) : from.y + t * (to.y - from.y)
  })
  const places = new Float32Array(4 * sliceParts)
  putChain(places, 0, line, world)
  return places
}
