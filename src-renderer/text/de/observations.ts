import { plural } from '../plural'
import type { observations as en } from '../en/observations'

export const observations: typeof en = {
  read: (file, count) => `${file}: ${plural(count, 'Messwert', 'Messwerte')} gelesen`,
  wasRefused: (file) => `${file} wurde abgelehnt`,
  cleared: 'Alle Messwerte wurden entfernt',
  exported: (file) => `${file} gespeichert`,
  outliersMuted: (count, sigmas) =>
    count === 0
      ? `Kein Messwert liegt mehr als ${sigmas} σ neben dem Feld`
      : `${plural(count, 'Messwert', 'Messwerte')} mit mehr als ${sigmas} σ Abweichung stummgeschaltet`,
  drop: 'Messdatei hier ablegen',
  commands: {
    open: 'Messdatei öffnen',
    append: 'Messdatei anhängen',
    sample: 'Beispielmesswerte verwenden',
    importSettings: 'Importeinstellungen',
    table: 'Tabelle der Messwerte',
    add: 'Messwerte durch Klick ins Feld hinzufügen',
    muteOutliers: (sigmas) => `Messwerte mit mehr als ${sigmas} σ Abweichung stummschalten`,
    unmuteAll: 'Alle stummgeschalteten Messwerte wieder verwenden',
    clear: 'Alle Messwerte entfernen',
    export: 'Messwerte exportieren',
  },
}
