import type { train as en } from '../en/train'

export const train: typeof en = {
  commands: {
    start: 'Training starten',
    pauseOrResume: 'Lauf anhalten oder fortsetzen',
  },
}
