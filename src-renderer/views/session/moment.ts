import { spokenLanguage } from '../../text/words.svelte'

/** `14:32` today, `21 Nov, 14:32` before, as the language has it. */
export function formatMoment(iso: string, now = new Date()): string {
  const moment = new Date(iso)
  const today = moment.toDateString() === now.toDateString()
  const thisYear = moment.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(spokenLanguage() === 'de' ? 'de-DE' : 'en-GB', {
    ...(!today && { day: 'numeric', month: 'short', ...(!thisYear && { year: 'numeric' }) }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(moment)
}
