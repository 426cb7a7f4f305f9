import type { errors as en } from '../en/errors'
import { engineErrors } from './errors/engine'
import { modelErrors } from './errors/models'
import { observationErrors } from './errors/observations'
import { solvingErrors } from './errors/solving'
import { storageErrors } from './errors/storage'
import { trainingErrors } from './errors/training'

export const errors: typeof en = {
  unknown: {
    means: 'Alles Eingestellte und Geöffnete ist noch da.',
    todo: 'Erneut versuchen. Geschieht es wieder, mit den Details unten melden.',
  },
  details: 'Details',
  copy: 'Details kopieren',
  copied: 'Kopiert',
  dismiss: 'Schließen',
  report: { code: 'Code', message: 'Meldung', version: 'Version', provider: 'Provider', time: 'Zeit' },
  codes: {
    ...engineErrors,
    ...solvingErrors,
    ...observationErrors,
    ...modelErrors,
    ...trainingErrors,
    ...storageErrors,
  },
}
