/** What the frame benchmark measures in the page: pictures of a field with everything on, updated and drawn. */
import type { FieldPayload, VectorField } from '../../../src-main/contract/calls'
import { colourMaps } from '../../../src-renderer/scene/colour-map'
import { contourLevels } from '../../../src-renderer/scene/contours'
import { FieldScene, type SceneContent } from '../../../src-renderer/scene/field-scene'
import { overlayRange } from '../../../src-renderer/scene/overlay'
import { rebuiltGeometry } from './rebuilt-geometry'

const palette = { line: '#888888', pinEdge: '#10131a', marker: '#3355dd', shadow: '#000000' }
const range = { minimum: -1, maximum: 1 }

/** Any smooth field with hills, moved on by `phase`; the flow is that of its own stream function. */
function fieldOf(n: number, phase: number, of = 'u'): FieldPayload {
  const data = Float32Array.from({ length: n * n }, (_, p) => {
    const [x, y] = [(p % n) / n, Math.floor(p / n) / n]
    return Math.sin(2 * Math.PI * (x + phase)) * Math.cos(4 * Math.PI * y) * 0.7 + 0.3 * Math.sin(6 * Math.PI * (x - y))
  })
  return { key: of, of, label: of, unit: '1', grid: gridOf(n), data }
}

function gridOf(n: number): FieldPayload['grid'] {
  return {
    nx: n,
    ny: n,
    staggering: { x: 'periodic', y: 'periodic' },
    extent: { x: 1, y: 1, unit: '1' },
    symbols: { x: 'x', y: 'y' },
  }
}

function flowOf(n: number): VectorField {
  const component = (value: (x: number, y: number) => number): Float32Array =>
    Float32Array.from({ length: n * n }, (_, p) => value((p % n) / n, Math.floor(p / n) / n))
  return {
    of: 'u',
    name: 'Velocity',
    unit: '1',
    grid: gridOf(n),
    x: component((x, y) => Math.sin(2 * Math.PI * x) * Math.sin(4 * Math.PI * y)),
    y: component((x, y) => 0.5 * Math.cos(2 * Math.PI * x) * Math.cos(4 * Math.PI * y)),
  }
}

interface Options {
  readonly flat?: boolean
  readonly gap?: boolean
  readonly map?: keyof typeof colourMaps
  readonly plain?: boolean
}

function contentOf(
  n: number,
  phase: number,
  { flat = false, gap = false, map = 'balance', plain = false }: Options,
): SceneContent {
  const field = fieldOf(n, phase)
  if (gap)
    for (let p = 0; p < n * n; p += 1)
      if (Math.hypot((p % n) / n - 0.3, Math.floor(p / n) / n - 0.4) < 0.12) field.data[p] = NaN
  const residual = fieldOf(n, phase + 0.3, 'residual')
  residual.data.forEach((value, p) => (residual.data[p] = value ** 5))
  const levels = contourLevels(range, 10)
  const shown = { field, map: colourMaps[map], range, pins: [], probe: undefined, flat, palette }
  if (plain) return shown
  const flow = flowOf(n)
  const hatched = overlayRange(residual)
  return {
    ...shown,
    contours: levels.values,
    contourLabels: levels.labels,
    arrows: flow,
    streamlines: flow,
    ...(hatched && { overlay: { field: residual, range: hatched } }),
    slice: { from: { x: 0.1, y: 0.2 }, to: { x: 0.9, y: 0.7 } },
  }
}

let frames = 0
let scene: FieldScene | undefined

function open(): FieldScene {
  scene?.dispose()
  document.body.innerHTML = '<canvas style="width: 100vw; height: 100vh; display: block"></canvas>'
  const canvas = document.querySelector('canvas')!
  scene = new FieldScene(canvas, true, { labels: () => (frames += 1), contextLost: () => undefined })
  scene.resize({ width: innerWidth, height: innerHeight, insets: { top: 0, right: 0, bottom: 0, left: 0 } }, 1)
  return scene
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Milliseconds of the main thread: an update with all that follows from it, and a frame of the turning picture. */
async function measure(n: number, repeats: number) {
  const shown = open()
  const contents = Array.from({ length: repeats }, (_, k) => contentOf(n, k / repeats, {}))
  shown.show(contents[0]!)
  for (let k = 0; k < 5; k += 1) await nextFrame()
  const timed = (act: () => void): number => {
    const start = performance.now()
    act()
    return performance.now() - start
  }
  const flow = { arrows: contents[0]!.arrows, streamlines: contents[0]!.streamlines }
  // The same flow throughout: it is the field that moves under a slider here, what follows the flow has its own row.
  const updates = contents.map((content) => timed(() => shown.show({ ...content, ...flow })))
  await nextFrame()
  const fields = contents.map((content) =>
    timed(() => shown.show({ ...content, ...flow, contours: [], overlay: undefined })),
  )
  const former = contents.map(({ field }) => timed(() => rebuiltGeometry(field, range)))
  shown.show(contents[0]!)
  for (let k = 0; k < 5; k += 1) await nextFrame()
  const context = document.querySelector('canvas')!.getContext('webgl2')!
  const draws: number[] = []
  const whole: number[] = []
  for (let k = 0; k < repeats; k += 1) {
    shown.orbitBy(0.02, 0)
    const start = performance.now()
    shown.drawNow()
    draws.push(performance.now() - start)
    // Reading a pixel waits for the frame, whoever draws it.
    context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, new Uint8Array(4))
    whole.push(performance.now() - start)
  }
  return {
    update: median(updates),
    field: median(fields),
    rebuild: median(former),
    draw: median(draws),
    whole: median(whole),
    gpu: await gpuTime(shown, context, repeats),
  }
}

/** Milliseconds of a frame on the graphics card; undefined where the browser does not say. */
async function gpuTime(
  shown: FieldScene,
  context: WebGL2RenderingContext,
  repeats: number,
): Promise<number | undefined> {
  const timer = context.getExtension('EXT_disjoint_timer_query_webgl2') as { TIME_ELAPSED_EXT: number } | null
  if (!timer) return undefined
  const times: number[] = []
  for (let k = 0; k < repeats; k += 1) {
    const query = context.createQuery()
    shown.orbitBy(0.02, 0)
    context.beginQuery(timer.TIME_ELAPSED_EXT, query)
    shown.drawNow()
    context.endQuery(timer.TIME_ELAPSED_EXT)
    for (let wait = 0; wait < 100 && !context.getQueryParameter(query, context.QUERY_RESULT_AVAILABLE); wait += 1) {
      await nextFrame()
    }
    times.push(Number(context.getQueryParameter(query, context.QUERY_RESULT)) / 1e6)
    context.deleteQuery(query)
  }
  return median(times)
}

/** Frames drawn within a second in which nothing changes. */
async function framesAtRest(): Promise<number> {
  for (let k = 0; k < 10; k += 1) await nextFrame()
  const before = frames
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return frames - before
}

function graphics(): string {
  const context = document.createElement('canvas').getContext('webgl2')!
  const names = context.getExtension('WEBGL_debug_renderer_info')
  return String(context.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER))
}

const bench = {
  graphics,
  measure,
  framesAtRest,
  show(n: number, phase: number, options: Options): void {
    open().show(contentOf(n, phase, options))
  },
}
export type Bench = typeof bench
;(globalThis as unknown as { bench: Bench }).bench = bench
