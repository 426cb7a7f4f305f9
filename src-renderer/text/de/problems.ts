import type { problems as en } from '../en/problems'

export const problems: typeof en = {
  darcy: {
    purpose: 'Wasser unter Druck in Boden aus zwei Schichten oder Gesteinen: Wohin fließt es, und wie ist der Boden?',
    uses: 'Grundwasser, Erdöllagerstätten, Geothermie',
  },
  'darcy-lognormal': {
    purpose: 'Wasser unter Druck in Boden, dessen Durchlässigkeit stetig über Größenordnungen schwankt.',
    uses: 'Grundwasser, Schadstofftransport, Filter',
  },
  poisson: {
    purpose: 'Das Potential gegebener Quellen: elektrische Ladung, erzeugte Wärme oder die Last auf einer Membran.',
    uses: 'Elektrostatik, stationäre Wärme, Membranen',
  },
  helmholtz: {
    purpose: 'Wellen einer Frequenz unterhalb der ersten Resonanz, von Quellen in einem geschlossenen Kasten angeregt.',
    uses: 'Akustik, Mikrowellen, Schwingungen',
  },
  burgers: {
    purpose:
      'Eine Welle, die sich zu Stößen aufsteilt, während Viskosität sie glättet: der ganze Verlauf aus wenigen Sonden.',
    uses: 'Gasdynamik, Verkehrsfluss, Turbulenzmodelle',
  },
  'navier-stokes': {
    purpose: 'Wirbel, die einander tragen und verrühren: was aus ihnen wird oder woher sie kamen.',
    uses: 'Turbulenz, Wetter- und Ozeanmodelle, Mischen',
  },
  heat: {
    purpose: 'Wärme, die sich in einer isolierten Platte ausbreitet: ihre spätere Temperatur oder die am Anfang.',
    uses: 'Kühlung, Guss, Bauphysik',
  },
}
