import { engineErrors } from './errors/engine'
import { modelErrors } from './errors/models'
import { observationErrors } from './errors/observations'
import { solvingErrors } from './errors/solving'
import { storageErrors } from './errors/storage'
import { trainingErrors } from './errors/training'

export const errors = {
  /** Of an error that the catalogue does not know: its own sentence stands first. */
  unknown: {
    means: 'What you have set and opened is still here.',
    todo: 'Try again. If it happens again, report it with the details below.',
  },
  details: 'Details',
  copy: 'Copy details',
  copied: 'Copied',
  dismiss: 'Dismiss',
  /** Of what is copied. */
  report: { code: 'Code', message: 'Message', version: 'Version', provider: 'Provider', time: 'Time' },
  codes: {
    ...engineErrors,
    ...solvingErrors,
    ...observationErrors,
    ...modelErrors,
    ...trainingErrors,
    ...storageErrors,
  },
}
