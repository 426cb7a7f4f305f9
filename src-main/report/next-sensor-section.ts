import { markup, type Content } from './markup'
import { formatCount, formatNumber, formatQuantity, formatShare } from './numbers'
import type { Solution } from './solution'

/** Where one more measurement would tell most; nothing where there is no such place. */
export function nextSensorSection({ problem, grid, document }: Solution): Content {
  const { nextSensors, samples } = document
  if (nextSensors.length === 0) return ''
  const rows = nextSensors.map(({ field, x, y, std, gain }, i) => {
    const { name, unit } = problem.fields.find(({ key }) => key === field)!
    return markup`<tr><td class="number">${i + 1}</td><th scope="row">${name}</th><td class="number">${formatNumber(x, 3)}</td>
<td class="number">${formatNumber(y, 3)}</td><td class="number">${formatQuantity(std, unit, 2)}</td><td class="number">${formatShare(gain)}</td></tr>`
  })
  return markup`<section class="whole">
<h2>Next sensors</h2>
<p>Where one more measurement of a field is expected to remove most of the variance that is left in it, by the
covariance of the ${formatCount(samples)} members; of several on one field, each given those before it. Numbers on the maps of the
standard deviation mark the places.</p>
<table>
<thead><tr><th scope="col" class="number">Rank</th><th scope="col">Field</th><th scope="col" class="number">${grid.symbols.x}</th><th scope="col" class="number">${grid.symbols.y}</th><th scope="col" class="number">Standard deviation</th><th scope="col" class="number">Variance removed</th></tr></thead>
<tbody>${rows}</tbody>
</table>
</section>`
}
