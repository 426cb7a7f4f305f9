/** What a plot is drawn of: one list for the window and for files. */
import { quantityText, type Plot, type PlotGeometry, type PlotMark, type PlotSize, type PlotValues } from './plot'

/** What a shape shows, which decides how it looks. */
export type ShapeRole =
  'band' | 'grid' | 'tick' | 'quantity' | 'reference' | 'ribbon' | 'line' | 'single' | 'bar' | 'mark'

export interface Shape {
  readonly key: string
  readonly role: ShapeRole
  readonly element: 'path' | 'line' | 'rect' | 'circle' | 'text'
  readonly attributes: Readonly<Record<string, string | number>>
  /** Number of the series that it belongs to. */
  readonly series?: number
  readonly text?: string
}

const markRadius = 3
const labelGap = 6

/** Coordinates with a tenth of a pixel are exact to the eye and short in a file. */
const px = (value: number): number => Math.round(value * 10) / 10

/** One stretch of line for each run of values without a gap. */
function linePath(values: PlotValues, at: Plot['at'], { left, top }: PlotGeometry): string {
  let command = 'M'
  return values
    .map((value, i) => {
      const y = value === null ? undefined : top(value)
      if (y === undefined) {
        command = 'M'
        return ''
      }
      const part = `${command}${px(left(at[i]!))} ${px(y)}`
      command = 'L'
      return part
    })
    .join('')
}

/** Closed stretches between two lines, one for each run where both have a place. */
function ribbonPath(lower: PlotValues, upper: PlotValues, at: Plot['at'], { left, top }: PlotGeometry): string {
  const runs: { x: number; low: number; high: number }[][] = [[]]
  for (let i = 0; i < lower.length; i += 1) {
    const [below, above] = [lower[i] ?? null, upper[i] ?? null]
    const low = below === null ? undefined : top(below)
    const high = above === null ? undefined : top(above)
    if (low === undefined || high === undefined) runs.push([])
    else runs.at(-1)!.push({ x: px(left(at[i]!)), low: px(low), high: px(high) })
  }
  return runs
    .filter((run) => run.length > 1)
    .map((run) => {
      const there = run.map(({ x, high }) => `${x} ${high}`)
      const back = run.toReversed().map(({ x, low }) => `${x} ${low}`)
      return `M${[...there, ...back].join('L')}Z`
    })
    .join('')
}

function axisShapes(plot: Plot, geometry: PlotGeometry, { height }: PlotSize): Shape[] {
  const { room, top } = geometry
  const right = room.left + room.width
  const numbersFoot = room.top + room.height + 13
  return [
    ...geometry.verticalTicks.flatMap(({ value, label }): Shape[] => {
      const y = px(top(value) ?? 0)
      return [
        { key: `grid ${value}`, role: 'grid', element: 'line', attributes: { x1: room.left, x2: right, y1: y, y2: y } },
        {
          key: `value ${value}`,
          role: 'tick',
          element: 'text',
          attributes: { x: room.left - labelGap, y, 'text-anchor': 'end', 'dominant-baseline': 'central' },
          text: label,
        },
      ]
    }),
    ...geometry.horizontalTicks.map(({ share, label }): Shape => ({
      key: `place ${share}`,
      role: 'tick',
      element: 'text',
      attributes: {
        x: px(room.left + share * room.width),
        y: px(numbersFoot),
        'text-anchor': share === 0 ? 'start' : share > 0.97 ? 'end' : 'middle',
      },
      text: label,
    })),
    ...(plot.along
      ? [
          {
            key: 'quantity',
            role: 'quantity',
            element: 'text',
            attributes: { x: room.left, y: height - 3, 'text-anchor': 'start' },
            text: quantityText(plot.along),
          } as const,
        ]
      : []),
  ]
}

function markShapes(marks: readonly PlotMark[], { left, top }: PlotGeometry): Shape[] {
  return marks.flatMap(({ at, value, sigma }, i): Shape[] => {
    const [x, y, low, high] = [left(at), top(value), top(value - sigma), top(value + sigma)]
    if (y === undefined) return []
    const bar =
      sigma > 0 && low !== undefined && high !== undefined
        ? [
            {
              key: `bar ${i}`,
              role: 'bar',
              element: 'line',
              attributes: { x1: px(x), x2: px(x), y1: px(low), y2: px(high) },
            } as const,
          ]
        : []
    return [
      ...bar,
      { key: `mark ${i}`, role: 'mark', element: 'circle', attributes: { cx: px(x), cy: px(y), r: markRadius } },
    ]
  })
}

/** A plot's shapes from the back to the front. */
export function plotShapes(plot: Plot, geometry: PlotGeometry, size: PlotSize): Shape[] {
  const { room, left, top } = geometry
  const { band, reference, series, marks, at } = plot
  const [upper, lower] = [band && top(band.maximum), band && top(band.minimum)]
  const referenceTop = reference && top(reference.value)
  const right = room.left + room.width
  return [
    ...(upper !== undefined && lower !== undefined
      ? [
          {
            key: 'band',
            role: 'band',
            element: 'rect',
            attributes: { x: room.left, width: room.width, y: px(upper), height: px(Math.max(0, lower - upper)) },
          } as const,
        ]
      : []),
    ...axisShapes(plot, geometry, size),
    ...(reference && referenceTop !== undefined
      ? ([
          {
            key: 'reference',
            role: 'reference',
            element: 'line',
            attributes: { x1: room.left, x2: right, y1: px(referenceTop), y2: px(referenceTop) },
          },
          {
            key: 'reference label',
            role: 'tick',
            element: 'text',
            attributes: { x: right, y: px(referenceTop - 4), 'text-anchor': 'end' },
            text: reference.label,
          },
        ] as const)
      : []),
    ...series.flatMap(({ key, ribbon }, i): Shape[] =>
      ribbon
        ? [
            {
              key: `ribbon ${key}`,
              role: 'ribbon',
              element: 'path',
              attributes: { d: ribbonPath(ribbon.lower, ribbon.upper, at, geometry) },
              series: i,
            },
          ]
        : [],
    ),
    ...series.flatMap(({ key, values }, i): Shape[] => {
      const line = { key: `line ${key}`, role: 'line', element: 'path', series: i } as const
      const [only] = values
      const y = at.length === 1 && only !== null && only !== undefined ? top(only) : undefined
      return [
        { ...line, attributes: { d: linePath(values, at, geometry) } },
        ...(y === undefined
          ? []
          : [
              {
                key: `single ${key}`,
                role: 'single',
                element: 'circle',
                attributes: { cx: px(left(at[0]!)), cy: px(y), r: 2.5 },
                series: i,
              } as const,
            ]),
      ]
    }),
    ...markShapes(marks?.points ?? [], geometry),
  ]
}
