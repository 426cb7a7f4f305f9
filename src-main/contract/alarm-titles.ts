import type { Alarm } from './calls'

/** What an alarm is about, in a few words, for window and report alike. */
export const alarmTitles: Readonly<Record<Alarm['code'], string>> = {
  'prior-mismatch': 'The model does not know such measurements',
  'misfit-above-noise': 'The fields miss the measurements',
}
