/** The report of a solution: one HTML file without scripts or outside resources, laid out for screen and paper. */
import type { FieldEnsemble, Solution } from './solution'
import { supportShapes } from '../field/observations'
import { alarmSection } from './alarm-section'
import { certifiedFields } from './certified'
import { sequential, spread } from './colour-map'
import { fieldMapFigure, rangeOf, type SensorMark } from './field-map'
import { fieldQuantile } from './field-quantile'
import { markup, type Markup } from './markup'
import { nextSensorSection } from './next-sensor-section'
import { formatCount, formatNumber, formatQuantity, formatShare } from './numbers'
import { equationBlock, equationVerdict, figureList, parametersSection, reportPage, type ReportOptions } from './page'
import { assumptionsSection, provenanceSection } from './provenance-section'
import { headlineNorm, residualScale } from './residual-scale'
import { residualSection } from './residual-section'
import { sensorList, sensorSection } from './sensor-section'
import { sensorHeadline } from './verdicts'
import { versionsSection } from './versions-section'

/** More sensors than these are thinned on the maps. */
const mostSensorsDrawn = 2000

export function reportHtml(solution: Solution, options: ReportOptions = {}): string {
  const { problem, document } = solution
  const { count, reducedChiSquare } = document.observations
  const certified = certifiedFields(solution)
  return reportPage(
    {
      title: `${problem.title}: fields from ${formatCount(count)} ${count === 1 ? 'measurement' : 'measurements'}`,
      lead: [
        alarmSection(solution),
        markup`<p class="headline">${equationVerdict(certified)}
${sensorHeadline(reducedChiSquare, count)}</p>`,
        equationBlock(solution),
        keyFigures(solution),
      ],
      sections: [
        fieldsSection(solution),
        sensorSection(solution),
        versionsSection(solution),
        residualSection(certified),
        nextSensorSection(solution),
        parametersSection(certified),
        assumptionsSection(solution),
        provenanceSection(solution),
        sensorList(solution),
      ],
    },
    options,
  )
}

function keyFigures(solution: Solution): Markup {
  const { document } = solution
  const certified = certifiedFields(solution)
  const { name, value, whole } = headlineNorm(certified, residualScale(certified))
  return figureList([
    ['Measurements', formatCount(document.observations.count)],
    ['Members', formatCount(document.samples)],
    [`Residual, ${name}`, formatShare(value / whole)],
    ['Misfit / noise, RMS', formatNumber(Math.sqrt(document.observations.reducedChiSquare))],
    ['Time', formatQuantity(document.timingsMs.total / 1000, 's')],
  ])
}

function fieldsSection(solution: Solution): Markup {
  return markup`<section class="fields">
<h2>Fields <small>${sensorsNote(solution)}</small></h2>
<div class="pair">${solution.fields.flatMap((field) => fieldFigures(solution, field))}</div>
</section>`
}

/** Ends of the interval that holds nine tenths of the members. */
const intervalLevels = [0.05, 0.95] as const

function fieldFigures(solution: Solution, field: FieldEnsemble): Markup[] {
  const { declaration, mean, std } = field
  const { grid, document, exported } = solution
  const { key, name, unit, role } = declaration
  const sensors = sensorsOf(solution, key)
  const origin = role === 'solution' && exported === 'refined' ? ', solved by the equation' : ''
  const members = document.samples
  const quantiles = members === 1 ? [] : intervalLevels.map((level) => ({ level, data: fieldQuantile(field, level) }))
  const ranges = [mean, ...quantiles.map(({ data }) => data)].map((data) => rangeOf(data))
  const range = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))] as const
  const shared = { unit, grid, colours: sequential, range }
  return [
    fieldMapFigure({ ...shared, title: `${name}, mean`, caption: `${key}_mean${origin}`, data: mean, sensors }),
    fieldMapFigure({
      title: `${name}, standard deviation`,
      caption: `${key}_std, over ${formatCount(members)} ${members === 1 ? 'member' : 'members'}`,
      unit,
      grid,
      data: std,
      colours: spread,
      range: [0, rangeOf(std)[1]],
      sensors,
      places: document.nextSensors
        .map(({ field: of, x, y }, i) => ({ of, x, y, rank: i + 1 }))
        .filter(({ of }) => of === key),
    }),
    ...quantiles.map(({ level, data }) => {
      const percent = Math.round(100 * level)
      return fieldMapFigure({
        ...shared,
        title: `${name}, ${percent} % quantile`,
        caption: `${key}_q${String(percent).padStart(2, '0')}, cell by cell; colours as of the mean`,
        data,
      })
    }),
  ]
}

/** The sensors of a field, evenly thinned where there are very many. */
function sensorsOf({ observations }: Solution, key: string): SensorMark[] {
  const { x, y, averages } = observations
  const index = observations.fields.indexOf(key)
  const points = [...observations.field.keys()].filter((point) => observations.field[point] === index)
  const stride = Math.ceil(points.length / mostSensorsDrawn)
  return points
    .filter((_, i) => i % stride === 0)
    .map((point) => ({
      shape: supportShapes[averages?.shape[point] ?? 0]!,
      x: x[point]!,
      y: y[point]!,
      x2: averages?.x2[point] ?? x[point]!,
      y2: averages?.y2[point] ?? y[point]!,
    }))
}

function sensorsNote(solution: Solution): string {
  const counts = Object.entries(solution.document.observations.byField)
  const thinned = counts.some(([, count]) => count > mostSensorsDrawn)
  const measured = counts.map(([key, count]) => `${formatCount(count)} of ${key}`).join(', ')
  if (counts.length === 0) return 'Nothing was measured'
  return `Rings mark the sensors: ${measured}${thinned ? `, thinned to at most ${formatCount(mostSensorsDrawn)} on each map` : ''}`
}
