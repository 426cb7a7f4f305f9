import type { solve as en } from '../en/solve'

export const solve: typeof en = {
  commands: {
    reconstruct: 'Rekonstruieren',
    newSample: 'Neue Stichprobe',
    resetParameters: 'Alle Parameter zurücksetzen',
    openObservations: 'Messdatei öffnen',
    showField: (name) => `${name} zeigen`,
    otherSource: 'Stichprobe oder Rekonstruktion',
    otherVersion: 'Verfeinert oder roh',
    nextKind: 'Mittel, Streuung, eine Stichprobe, Quantil',
    previousMember: 'Vorige Stichprobe, voriges Quantil',
    nextMember: 'Nächste Stichprobe, nächstes Quantil',
    flat: 'Flache Karte',
    holdRange: 'Farbbereich festhalten',
    resetCamera: 'Kamera zurücksetzen',
    probe: 'Mit der Tastatur ablesen',
  },
}
