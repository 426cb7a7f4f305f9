import type { Alarm } from '../../../src-main/contract/calls'

/** What an alarm is about, in a few words. */
export const alarmTitles: Readonly<Record<Alarm['code'], string>> = {
  'prior-mismatch': 'The model does not know such measurements',
  'misfit-above-noise': 'The fields miss the measurements',
}
