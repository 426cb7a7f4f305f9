import { isSameSolution } from '../contract/at-floor'
import { fieldOfRole, nameOfGiven, type ResidualNorms } from '../problems/problem'
import { finalNorms, type CertifiedFields } from './certified'
import { diverging } from './colour-map'
import { fieldMapFigure, rangeAboutZero } from './field-map'
import { markup, type Markup } from './markup'
import { formatQuantity, formatShare, shownUnit } from './numbers'
import { residualScale } from './residual-scale'
import { residualSentence, residualVerdict } from './verdicts'

/** How far the solution is from the reference solution for the same given data. */
function errorSentence(certified: CertifiedFields): string {
  const { problem } = certified
  const { relative, l2, bound } = finalNorms(certified).solutionError
  const { name, unit } = fieldOfRole(problem, 'solution')
  const bounded =
    bound === undefined ? '' : `; the residual alone shows that it is at most ${formatQuantity(bound, unit, 2)}`
  return `The exported ${name.toLowerCase()} differs from the reference solution for the exported ${nameOfGiven(problem)} by ${formatShare(relative)}, root mean square ${formatQuantity(l2, unit, 2)}${bounded}.`
}

export function residualSection(certified: CertifiedFields): Markup {
  const { origin, problem, grid, residualMap, residual } = certified
  const { raw, refined } = residual
  const { whole, explanation } = residualScale(certified)
  const unit = problem.sourceUnit
  const solutionUnit = problem.fields.find(({ role }) => role === 'solution')!.unit
  const rows: readonly (readonly [name: string, key: keyof ResidualNorms, unit: string])[] = [
    ['Root mean square', 'l2', unit],
    ['The same, relative', 'l2Relative', ''],
    ['H⁻¹ norm', 'hMinus1', [unit, grid.extent.unit].map(shownUnit).filter(Boolean).join('·')],
    ['Largest', 'max', unit],
    ['Weak form', 'weak', unit],
    ['Boundary violation', 'boundary', solutionUnit],
    ['Global balance', 'balance', ''],
    ['Against the reference propagator', 'propagator', ''],
    ['Endpoint defect', 'endpoint', unit],
  ]
  const final = finalNorms(certified)
  const same = isSameSolution(final)
  const cells = rows
    .filter(([, key]) => final[key] !== undefined)
    .map(([name, key, rowUnit]) => {
      const [value, floor] = [final[key]!, final.floor[key]!]
      const judged = { value, floor, whole: whole[key], same }
      const refinedCell = refined && markup`<td class="number">${formatQuantity(value, rowUnit)}</td>`
      return markup`<tr><th scope="row">${name}</th><td class="number">${formatQuantity(raw[key]!, rowUnit)}</td>${refinedCell ?? ''}
<td class="number">${formatQuantity(floor, rowUnit, 2)}</td>
<td class="verdict ${residualVerdict(judged)}">${residualSentence(judged)}</td></tr>`
    })
  const refinedHead = refined ? markup`<th scope="col" class="number">Refined</th>` : ''
  return markup`<section class="whole">
<h2>Residual</h2>
<div class="beside">
${fieldMapFigure({
  title: 'Residual of the exported fields',
  caption: 'white: the equation holds',
  unit,
  grid,
  data: residualMap,
  colours: diverging,
  range: rangeAboutZero(residualMap),
})}
<div>
<p>What the ${origin === 'sample' ? '' : 'mean '}fields leave of the equation, cell by cell. The floor is what the reference solver itself leaves for
the same ${nameOfGiven(problem)} on the same grid: on this grid nothing can be told to be better.</p>
<p>The root mean square weighs noise from cell to cell most; the H⁻¹ norm weighs what moves the solution and bounds its
error in the energy norm. “The whole” is ${explanation}. The verdicts are on the exported fields
(${refined ? 'refined' : 'raw'}).</p>
<p>${errorSentence(certified)}</p>
</div>
</div>
<table>
<thead><tr><th scope="col">Norm</th><th scope="col" class="number">Raw</th>${refinedHead}<th scope="col" class="number">Floor</th><th scope="col" class="verdict">Verdict</th></tr></thead>
<tbody>${cells}</tbody>
</table>
</section>`
}
