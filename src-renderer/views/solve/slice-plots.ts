import type { ObservedPoint } from '../../../src-main/contract/calls'
import type { PlotMark, PlotSeries } from '../../components/plot/plot'
import type { FieldView } from '../../scene/field-view'
import { heightField } from '../../scene/height-field'
import { nearestOn, placesAlong, sliceLength, valuesAlong } from '../../scene/line-slice'
import type { DomainPoint, Slice } from '../../scene/picture'
import type { Spread } from '../../stores/spreads.svelte'

/** Standard deviations on both sides of a mean that hold 90 % of a normal distribution. */
export const bandReach = 1.64
/** Sensors no further from a line than this part of the longer edge of the domain are shown beside it. */
const nearShare = 0.02

/** One chart of a line: the fields of one unit, with what surrounds and what was measured of them. */
export interface SliceChart {
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly series: readonly PlotSeries[]
  readonly marks: readonly PlotMark[]
}

export interface SlicePlots {
  readonly distances: Float64Array
  readonly points: readonly DomainPoint[]
  readonly length: number
  readonly charts: readonly SliceChart[]
}

interface SliceInput {
  readonly slice: Slice
  /** One view, or two beside each other. */
  readonly views: readonly FieldView[]
  /** What is known of each field's ensemble, by the field's key. */
  readonly spreads: Readonly<Record<string, Spread | undefined>>
  readonly sensors: readonly ObservedPoint[]
  readonly bandLabel: string
}

/** Fields along a line: those of one unit in one chart. */
export function slicePlots({ slice, views, spreads, sensors, bandLabel }: SliceInput): SlicePlots {
  const fields = views.map(({ field }) => heightField(field))
  const { distances, points } = placesAlong(slice, fields[0]!)
  const units = [...new Set(views.map(({ field }) => field.unit))]
  const banded = new Set<string>()
  const charts = units.map((unit): SliceChart => {
    const own = views.map((view, i) => ({ view, i })).filter(({ view }) => view.field.unit === unit)
    const series = own.map(({ view, i }): PlotSeries => {
      const { of } = view.field
      const spread = hasValuesOf(view) && !banded.has(of) ? spreads[of] : undefined
      if (spread) banded.add(of)
      return {
        key: `${i} ${view.field.key}`,
        label: labelOf(view, own.length > 1 || views.length > 1),
        values: valuesAlong(fields[i]!, points),
        ...(spread && { ribbon: { label: bandLabel, ...bandAlong(spread, points) } }),
      }
    })
    const measured = new Set(own.filter(({ view }) => hasValuesOf(view)).map(({ view }) => view.field.of))
    return {
      key: unit,
      title: [...new Set(own.map(({ view }) => view.name))].join(', '),
      unit,
      series,
      marks: marksNear(
        slice,
        sensors.filter(({ field }) => measured.has(field)),
        views[0]!,
      ),
    }
  })
  return { distances, points, length: sliceLength(slice), charts }
}

/** The view shows values of its field, which can be held against measurements of it. */
function hasValuesOf({ statistic }: FieldView): boolean {
  return statistic === 'sample' || statistic === 'mean' || statistic === 'quantile'
}

function labelOf({ name, qualifier, symbol }: FieldView, several: boolean): string {
  if (!several) return symbol === '' ? name : symbol
  return qualifier === '' ? name : qualifier
}

function bandAlong(
  { mean, deviation }: Spread,
  points: readonly DomainPoint[],
): { lower: (number | null)[]; upper: (number | null)[] } {
  const middles = valuesAlong(heightField(mean.field), points)
  const widths = valuesAlong(heightField(deviation.field), points)
  const end = (sign: 1 | -1) =>
    middles.map((middle, i) => {
      const width = widths[i] ?? null
      return middle === null || width === null ? null : middle + sign * bandReach * width
    })
  return { lower: end(-1), upper: end(1) }
}

/** Point sensors near a line, at their nearest places on it. Averages have no place of their own and are left out. */
export function marksNear(slice: Slice, sensors: readonly ObservedPoint[], { field }: FieldView): PlotMark[] {
  const reach = nearShare * Math.max(field.grid.extent.x, field.grid.extent.y)
  return sensors
    .filter(({ average }) => average === undefined)
    .flatMap((sensor) => {
      const { along, away } = nearestOn(slice, sensor)
      const sigma = Number.isFinite(sensor.sigma) ? sensor.sigma : 0
      return away <= reach ? [{ at: along, value: sensor.value, sigma }] : []
    })
    .sort((a, b) => a.at - b.at)
}

/** Index of the place nearest to a distance along a line; places are equally spaced. */
export function indexAt(distances: ArrayLike<number>, distance: number): number {
  const last = distances.length - 1
  const length = distances[last]!
  return length === 0 ? 0 : Math.min(last, Math.max(0, Math.round((distance / length) * last)))
}

/** The place of the line that a point of the field stands for: undefined far beside it. */
export function indexNear(slice: Slice, distances: ArrayLike<number>, point: DomainPoint): number | undefined {
  const { along, away } = nearestOn(slice, point)
  return away <= sliceLength(slice) * 0.06 ? indexAt(distances, along) : undefined
}
