import { alarmTitles } from '../contract/alarm-titles'
import { markup, type Content } from './markup'
import { formatNumber } from './numbers'
import type { Solution } from './solution'

/** Why the fields should not be relied on, before anything else is said of them; nothing where nothing is wrong. */
export function alarmSection({ document }: Solution): Content {
  if (document.alarms.length === 0) return ''
  return markup`<section class="alarm">
<h2>Do not rely on these fields</h2>
${document.alarms.map(
  ({ code, what, advice, statistic, limit }) => markup`<p><strong>${alarmTitles[code]}.</strong> ${what} ${advice}
<span>Measured ${formatNumber(statistic)}, at most ${formatNumber(limit)} expected.</span></p>`,
)}
<p>The residuals below hold for the equation; they do not say that the fields are the true ones.</p>
</section>`
}
