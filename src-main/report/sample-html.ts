/** The report of a drawn sample, laid out as that of a solution: no sensors, no spread, the same certificate. */
import { nameOfGiven } from '../problems/problem'
import { sequential } from './colour-map'
import { fieldMapFigure, rangeOf } from './field-map'
import { markup, type Markup } from './markup'
import { formatCount, formatQuantity, formatShare } from './numbers'
import {
  assumptionList,
  equationBlock,
  equationVerdict,
  figureList,
  gridAssumption,
  parametersSection,
  provenanceTable,
  reportPage,
  type ReportOptions,
} from './page'
import { headlineNorm, residualScale } from './residual-scale'
import { residualSection } from './residual-section'
import { certifiedSample, type DrawnSample } from './sample'

export function sampleReportHtml(sample: DrawnSample, options: ReportOptions = {}): string {
  const { problem, grid, document } = sample
  const certified = certifiedSample(sample)
  const { name, value, whole } = headlineNorm(certified, residualScale(certified))
  const { relative, l2 } = document.residual.solutionError
  const solution = problem.fields.find(({ role }) => role === 'solution')!
  return reportPage(
    {
      title: `${problem.title}: a sample of the model`,
      lead: [
        markup`<p class="headline">${equationVerdict(certified)}
No sensors were used: the fields are one draw of the model for the parameters below.</p>`,
        equationBlock(sample),
        figureList([
          ['Measurements', formatCount(0)],
          [`Residual, ${name}`, formatShare(value / whole)],
          [`${solution.name} off the reference solution`, formatShare(relative)],
          ['The same, root mean square', formatQuantity(l2, solution.unit, 2)],
        ]),
      ],
      sections: [
        fieldsSection(sample),
        residualSection(certified),
        parametersSection(certified),
        assumptionList([
          'The fields are what the model has learned of such fields, not what was measured anywhere: another seed gives others that are as likely.',
          gridAssumption(grid),
          `The fields are the network’s own; no refinement was applied. The reference solution is the reference solver’s, for the ${nameOfGiven(problem)} of this sample.`,
        ]),
        provenanceTable([
          ['Sensors', 'none were used'],
          ['Model', document.model.id],
          ['Model SHA-256', document.model.sha256],
          ['Provider', `ONNX Runtime, ${document.provider}`],
          ['Seed', `${document.seed}`],
          ['Sampling steps', formatCount(document.steps)],
          ['Schema', document.schema],
        ]),
      ],
    },
    options,
  )
}

function fieldsSection({ grid, fields }: DrawnSample): Markup {
  const figures = fields.map(({ declaration: { key, name, unit }, mean }) =>
    fieldMapFigure({
      title: name,
      caption: `${key}, as the network draws it`,
      ...{ unit, grid, data: mean, colours: sequential, range: rangeOf(mean) },
    }),
  )
  return markup`<section class="fields">
<h2>Fields <small>Nothing was measured</small></h2>
<div class="pair">${figures}</div>
</section>`
}
