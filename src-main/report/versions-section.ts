import type { CertifiedNorms, SolutionDocument } from '../contract/calls'
import { fieldOfRole, nameOfGiven } from '../problems/problem'
import { diverging, sequential } from './colour-map'
import { fieldMapFigure, rangeAboutZero, rangeOf } from './field-map'
import { markup, type Content, type Markup } from './markup'
import { formatNumber, formatQuantity, formatShare } from './numbers'
import type { FieldEnsemble, Solution } from './solution'

/** The fields as the network has them beside the refined ones; nothing where there are only the former. */
export function versionsSection(solution: Solution): Content {
  const { problem, document, versions } = solution
  const { raw, refined } = document.observations
  if (!refined || !document.residual.refined || !versions.refined) return ''
  const sought = fieldOfRole(problem, 'solution')
  const row = (name: string, values: readonly [string, string]): Markup =>
    markup`<tr><th scope="row">${name}</th>${values.map((value) => markup`<td class="number">${value}</td>`)}</tr>`
  const fits: readonly [Fit, Fit] = [raw, refined]
  const residuals: readonly [CertifiedNorms, CertifiedNorms] = [document.residual.raw, document.residual.refined]
  const rows = [
    ...problem.fields
      .filter(({ key }) => key in document.observations.byField)
      .map(({ key, name, unit }) =>
        row(
          `RMS misfit, ${name.toLowerCase()}`,
          both(fits, (fit) => formatQuantity(fit.rmsMisfit[key]!, unit)),
        ),
      ),
    row(
      'Mean square misfit in noise variances',
      both(fits, ({ reducedChiSquare }) => formatNumber(reducedChiSquare)),
    ),
    ...(refined.exactViolation === undefined
      ? []
      : [
          row(
            'Largest miss of an exact value',
            both(fits, ({ exactViolation }) => formatNumber(exactViolation ?? 0)),
          ),
        ]),
    row(
      'Residual, relative',
      both(residuals, ({ l2Relative }) => formatShare(l2Relative)),
    ),
    row(
      `${sought.name} against the reference solution for its ${nameOfGiven(problem)}`,
      both(residuals, ({ solutionError }) => formatShare(solutionError.relative)),
    ),
  ]
  return markup`<section class="whole">
<h2>Raw beside refined</h2>
<table>
<thead><tr><th scope="col">Measure</th><th scope="col" class="number">Raw</th><th scope="col" class="number">Refined</th></tr></thead>
<tbody>${rows}</tbody>
</table>
<div class="pair">${versions.raw.fields.flatMap((field, i) => figuresOf(solution, field, versions.refined!.fields[i]!))}</div>
</section>`
}

type Fit = SolutionDocument['observations']['raw']

function both<T>([raw, refined]: readonly [T, T], text: (of: T) => string): readonly [string, string] {
  return [text(raw), text(refined)]
}

/** The raw mean, and what the refinement has changed. */
function figuresOf({ grid }: Solution, { declaration, mean }: FieldEnsemble, refined: FieldEnsemble): Markup[] {
  const { key, name, unit } = declaration
  const change = refined.mean.map((value, cell) => value - mean[cell]!)
  return [
    fieldMapFigure({
      title: `${name}, raw mean`,
      caption: `${key}_raw_mean, as the network has it`,
      unit,
      grid,
      data: mean,
      colours: sequential,
      range: rangeOf(mean),
    }),
    fieldMapFigure({
      title: `${name}, refined less raw`,
      caption: 'what the physics has changed',
      unit,
      grid,
      data: change,
      colours: diverging,
      range: rangeAboutZero(change),
    }),
  ]
}
