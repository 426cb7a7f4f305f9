import type { SolutionDocument } from '../contract/calls'
import { rootMeanSquare } from '../field/norms'
import { observationCount } from '../field/observations'
import { misfitHistogram } from './histogram'
import { markup, type Content, type Markup } from './markup'
import { formatCount, formatNumber, formatQuantity, formatShare } from './numbers'
import type { Solution } from './solution'

/** More sensors than these are not listed one by one. */
const mostListed = 50

const origins: Readonly<Record<SolutionDocument['observations']['noise'][string]['origin'], string>> = {
  file: 'stated in the file',
  assumed: 'assumed',
  estimated: 'estimated from the values',
  mixed: 'stated in the file for some, else assumed or estimated',
}

/** The noise of the measurements, and how the exported fields fit them: per field, and as a distribution. */
export function sensorSection(solution: Solution): Content {
  const { observations, sigma } = solution
  if (observationCount(observations) === 0) return ''
  // An exact value has no noise to measure its misfit in.
  const misfit = solution.misfit.filter((_, point) => sigma[point]! > 0)
  const outside = misfit.reduce((total, z) => total + Number(Math.abs(z) > 2), 0)
  const distribution = markup`<figure>
<figcaption><strong>Misfit in units of the noise</strong><span>bars: sensors; line: the standard normal</span></figcaption>
${misfitHistogram(misfit)}
</figure>`
  const note = markup`<p class="note">More than two noise standard deviations off: ${formatCount(outside)} of ${formatCount(misfit.length)} sensors
(${formatShare(outside / misfit.length)}; of honest noise, 4.6 %).</p>`
  return markup`<section class="whole">
<h2>Noise and misfit at the sensors</h2>
<table>
<thead><tr><th scope="col">Field</th><th scope="col" class="number">Sensors</th><th scope="col" class="number">Noise, RMS</th><th scope="col">Where it comes from</th><th scope="col" class="number">RMS misfit</th><th scope="col" class="number">RMS misfit / noise</th></tr></thead>
<tbody>${observations.fields.map((key, index) => fieldRow(solution, key, index))}</tbody>
</table>
${misfit.length > 0 ? markup`<div class="beside">${distribution}<div>${note}</div></div>` : ''}
${exactNote(solution)}
</section>`
}

function exactNote({ document, sigma }: Solution): Content {
  const exact = sigma.reduce((total, s) => total + Number(s === 0), 0)
  if (exact === 0) return ''
  const violation = formatNumber(document.observations.exactViolation ?? 0)
  return markup`<p class="note">${formatCount(exact)} ${exact === 1 ? 'value is' : 'values are'} given as exact; the fields are at most ${violation} off ${exact === 1 ? 'it' : 'them'}.</p>`
}

/** Sensor by sensor, the worst first. */
export function sensorList(solution: Solution): Content {
  const { grid, observations, misfit } = solution
  const count = observationCount(observations)
  if (count === 0) return ''
  const worst = [...misfit.keys()].toSorted((a, b) => Math.abs(misfit[b]!) - Math.abs(misfit[a]!)).slice(0, mostListed)
  const title =
    count > mostListed
      ? `The ${mostListed} of ${formatCount(count)} sensors that fit worst`
      : 'Sensors, the worst first'
  return markup`<section class="list whole">
<h2>${title}</h2>
<table>
<thead><tr><th scope="col" class="number">Line</th><th scope="col">Field</th><th scope="col" class="number">${grid.symbols.x}</th><th scope="col" class="number">${grid.symbols.y}</th><th scope="col" class="number">Measured</th><th scope="col" class="number">Predicted</th><th scope="col" class="number">Noise</th><th scope="col" class="number">Misfit / noise</th></tr></thead>
<tbody>${worst.map((point) => sensorRow(solution, point))}</tbody>
</table>
</section>`
}

function fieldRow({ problem, document, observations, misfit, sigma }: Solution, key: string, index: number): Markup {
  const { unit, name } = problem.fields.find((field) => field.key === key)!
  const noise = document.observations.noise[key]!
  const count = observations.field.reduce((total, of) => total + Number(of === index), 0)
  const noisy = misfit.filter((_, point) => observations.field[point] === index && sigma[point]! > 0)
  return markup`<tr><th scope="row">${name}</th><td class="number">${formatCount(count)}</td>
<td class="number">${noise.rms === 0 ? 'none, exact' : formatQuantity(noise.rms, unit, 2)}</td><td>${origins[noise.origin]}</td>
<td class="number">${formatQuantity(document.observations.rmsMisfit[key]!, unit)}</td>
<td class="number">${noisy.length > 0 ? formatNumber(rootMeanSquare(noisy)) : '–'}</td></tr>`
}

function sensorRow(solution: Solution, point: number): Markup {
  const { problem, observations, prediction, sigma, misfit } = solution
  const key = observations.fields[observations.field[point]!]!
  const { unit } = problem.fields.find((field) => field.key === key)!
  const exact = sigma[point] === 0
  const numbers = [
    placeOf(observations.x[point]!, observations.averages?.x2[point]),
    placeOf(observations.y[point]!, observations.averages?.y2[point]),
    formatQuantity(observations.value[point]!, unit, 4),
    formatQuantity(prediction[point]!, unit, 4),
    exact ? 'exact' : formatQuantity(sigma[point]!, unit, 2),
    exact ? '–' : formatNumber(misfit[point]!),
  ]
  return markup`<tr><td class="number">${observations.line[point]!}</td><td class="symbol">${key}</td>${numbers.map((text) => markup`<td class="number">${text}</td>`)}</tr>`
}

/** One coordinate of a point, or the span of an average. */
function placeOf(from: number, to = NaN): string {
  return Number.isNaN(to) ? formatNumber(from, 4) : `${formatNumber(from, 4)} to ${formatNumber(to, 4)}`
}
