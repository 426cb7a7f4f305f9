/** The frame that every report stands in, and the sections that are the same whatever it is of. */
import { isSameSolution } from '../contract/at-floor'
import type { Grid } from '../field/grid'
import type { Problem } from '../problems/problem'
import { finalNorms, type CertifiedFields } from './certified'
import { markup, Markup, type Content } from './markup'
import { formatCount, formatSetting, shownUnit } from './numbers'
import { headlineNorm, residualScale } from './residual-scale'
import { styleSheet } from './style-sheet'
import { equationHeadline } from './verdicts'

export interface ReportOptions {
  /** Date to print. Without it equal fields give equal bytes. */
  readonly created?: string
}

export interface ReportPage {
  readonly title: string
  /** What stands before the first section: verdicts, the equation, key figures. */
  readonly lead: readonly Content[]
  readonly sections: readonly Content[]
}

/** One HTML file without scripts or outside resources. */
export function reportPage({ title, lead, sections }: ReportPage, { created }: ReportOptions): string {
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
${lead.map((content) => [content, '\n'])}</header>
${sections.map((content) => [content, '\n'])}</body>
</html>
`.text
}

/** How well the equation holds, in a sentence. */
export function equationVerdict(certified: CertifiedFields): string {
  const scale = residualScale(certified)
  const { name, ...norm } = headlineNorm(certified, scale)
  return equationHeadline({ ...norm, same: isSameSolution(finalNorms(certified)) }, name, scale.of)
}

export function figureList(figures: readonly (readonly [name: string, value: string])[]): Markup {
  return markup`<dl class="figures">${figures.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

export function equationBlock({ problem, grid }: { readonly problem: Problem; readonly grid: Grid }): Markup {
  const names = problem.fields.map(({ key, name }) => markup`<span class="symbol">${key}</span> ${lowerFirst(name)}, `)
  const samples = grid.staggering.x === 'cell' ? 'cells' : 'points'
  const size = `${formatCount(grid.nx)} × ${formatCount(grid.ny)} ${samples}`
  const edges =
    `${formatSetting(grid.extent.x)} × ${formatSetting(grid.extent.y)} ${shownUnit(grid.extent.unit)}`.trimEnd()
  return markup`<p class="equation"><span class="symbol">${problem.equation.text.replaceAll('-', '−')}</span>
<small>${names}${size} on ${edges}</small></p>`
}

export function parametersSection({
  problem,
  parameters,
  outsideTraining,
}: Pick<CertifiedFields, 'problem' | 'parameters' | 'outsideTraining'>): Markup {
  const declared = new Map(problem.parameters.map((parameter) => [parameter.key, parameter]))
  const rows = Object.entries(parameters).map(([key, value]) => {
    const parameter = declared.get(key)
    const range = parameter ? `${formatSetting(parameter.minimum)} to ${formatSetting(parameter.maximum)}` : ''
    const outside = outsideTraining.includes(key) ? markup`<span class="large">outside: </span>` : ''
    return markup`<tr><th scope="row">${parameter?.name ?? key}</th><td class="symbol">${parameter?.symbol ?? ''}</td>
<td class="number">${formatSetting(value)}</td><td class="number">${outside}${range}</td><td>${shownUnit(parameter?.unit ?? '')}</td></tr>`
  })
  return markup`<section class="whole">
<h2>Parameters</h2>
<table>
<thead><tr><th scope="col">Parameter</th><th scope="col">Symbol</th><th scope="col" class="number">Value</th><th scope="col" class="number">Trained on</th><th scope="col">Unit</th></tr></thead>
<tbody>${rows}</tbody>
</table>
${outsideTraining.length > 0 ? markup`<p class="note">Outside that range the model answers for what it was never shown: distrust the fields accordingly.</p>` : ''}
</section>`
}

/** A list of sentences that the figures rest on. */
export function assumptionList(sentences: readonly string[]): Markup {
  return markup`<section class="whole">
<h2>Assumptions</h2>
<ul>
${sentences.map((sentence) => markup`<li>${sentence}</li>\n`)}</ul>
</section>`
}

/** What a residual on a grid cannot say, whatever it is of. */
export function gridAssumption({ nx, ny }: Grid): string {
  return `Residuals are those of the discrete equation on ${formatCount(nx)} × ${formatCount(ny)} samples; they say nothing of what the grid does not resolve.`
}

/** How to make the same fields again. */
export function provenanceTable(rows: readonly (readonly [name: string, value: string])[]): Markup {
  return markup`<section class="provenance whole">
<h2>Provenance</h2>
<table>
<tbody>${rows.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody>
</table>
</section>`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
