/** The report of a solution: one HTML file without scripts or outside resources, laid out for screen and paper. */
import type { FieldEnsemble, Solution } from './solution'
import { isSameSolution } from '../contract/at-floor'
import { supportShapes } from '../field/observations'
import { alarmSection } from './alarm-section'
import { sequential, spread } from './colour-map'
import { fieldMapFigure, rangeOf, type SensorMark } from './field-map'
import { fieldQuantile } from './field-quantile'
import { markup, Markup } from './markup'
import { formatCount, formatNumber, formatQuantity, formatSetting, formatShare, shownUnit } from './numbers'
import { assumptionsSection, provenanceSection } from './provenance-section'
import { nextSensorSection } from './next-sensor-section'
import { residualSection } from './residual-section'
import { headlineNorm, residualScale } from './residual-scale'
import { sensorList, sensorSection } from './sensor-section'
import { styleSheet } from './style-sheet'
import { equationHeadline, sensorHeadline } from './verdicts'
import { versionsSection } from './versions-section'

export interface ReportOptions {
  /** Date to print. Without it equal solutions give equal bytes. */
  readonly created?: string
}

/** More sensors than these are thinned on the maps. */
const mostSensorsDrawn = 2000

export function reportHtml(solution: Solution, { created }: ReportOptions = {}): string {
  const { problem, document } = solution
  const count = `${formatCount(document.observations.count)} ${document.observations.count === 1 ? 'measurement' : 'measurements'}`
  const title = `${problem.title}: fields from ${count}`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(styleSheet)}</style>
</head>
<body>
<header>
<p class="brand">Fieldsmith report${created === undefined ? '' : markup`<time>${created}</time>`}</p>
<h1>${title}</h1>
${alarmSection(solution)}
${headlines(solution)}
${equation(solution)}
${keyFigures(solution)}
</header>
${fieldsSection(solution)}
${sensorSection(solution)}
${versionsSection(solution)}
${residualSection(solution)}
${nextSensorSection(solution)}
${parametersSection(solution)}
${assumptionsSection(solution)}
${provenanceSection(solution)}
${sensorList(solution)}
</body>
</html>
`.text
}

function headlines(solution: Solution): Markup {
  const { residual, observations } = solution.document
  const scale = residualScale(solution)
  const { name, ...norm } = headlineNorm(solution, scale)
  const same = isSameSolution(residual.refined ?? residual.raw)
  return markup`<p class="headline">${equationHeadline({ ...norm, same }, name, scale.of)}
${sensorHeadline(observations.reducedChiSquare, observations.count)}</p>`
}

function keyFigures(solution: Solution): Markup {
  const { document } = solution
  const { name, value, whole } = headlineNorm(solution, residualScale(solution))
  const figures = [
    ['Measurements', formatCount(document.observations.count)],
    ['Members', formatCount(document.samples)],
    [`Residual, ${name}`, formatShare(value / whole)],
    ['Misfit / noise, RMS', formatNumber(Math.sqrt(document.observations.reducedChiSquare))],
    ['Time', formatQuantity(document.timingsMs.total / 1000, 's')],
  ] as const
  return markup`<dl class="figures">${figures.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function equation({ problem, grid }: Solution): Markup {
  const names = problem.fields.map(({ key, name }) => markup`<span class="symbol">${key}</span> ${lowerFirst(name)}, `)
  const samples = grid.staggering.x === 'cell' ? 'cells' : 'points'
  const size = `${formatCount(grid.nx)} × ${formatCount(grid.ny)} ${samples}`
  const edges =
    `${formatSetting(grid.extent.x)} × ${formatSetting(grid.extent.y)} ${shownUnit(grid.extent.unit)}`.trimEnd()
  return markup`<p class="equation"><span class="symbol">${problem.equation.text.replaceAll('-', '−')}</span>
<small>${names}${size} on ${edges}</small></p>`
}

function parametersSection({ problem, document }: Solution): Markup {
  const declared = new Map(problem.parameters.map((parameter) => [parameter.key, parameter]))
  const rows = Object.entries(document.parameters).map(([key, value]) => {
    const parameter = declared.get(key)
    const range = parameter ? `${formatSetting(parameter.minimum)} to ${formatSetting(parameter.maximum)}` : ''
    return markup`<tr><th scope="row">${parameter?.name ?? key}</th><td class="symbol">${parameter?.symbol ?? ''}</td>
<td class="number">${formatSetting(value)}</td><td class="number">${range}</td><td>${shownUnit(parameter?.unit ?? '')}</td></tr>`
  })
  return markup`<section class="whole">
<h2>Parameters</h2>
<table>
<thead><tr><th scope="col">Parameter</th><th scope="col">Symbol</th><th scope="col" class="number">Value</th><th scope="col" class="number">Admissible</th><th scope="col">Unit</th></tr></thead>
<tbody>${rows}</tbody>
</table>
</section>`
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

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
