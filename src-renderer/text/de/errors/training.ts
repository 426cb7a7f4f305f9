import type { trainingErrors as en } from '../../en/errors/training'
import { sameAdvice } from '../../en/errors/words'

export const trainingErrors: typeof en = {
  'training-unavailable': {
    what: 'Training ist hier nicht möglich.',
    means: 'Das Programm, das trainiert, fehlt in der Installation.',
    todo: 'Fieldsmith neu installieren oder neu bauen.',
  },
  'training-diverged': {
    what: 'Das Training ist entgleist: ein Gradient ist nicht mehr endlich.',
    means: 'Der Lauf wurde beendet. Sein letzter Checkpoint ist noch da.',
    todo: 'Einen neuen Lauf mit kleinerer Lernrate starten.',
  },
  'distillation-collapsed': {
    what: 'Der Schüler hat die Vielfalt seiner Stichproben verloren.',
    means: 'Der Lauf wurde beendet, bevor er mehr Zeit kostet. Sein letzter Checkpoint ist noch da.',
    todo: 'Einen neuen Lauf mit kleinerem Gewicht des Residuums oder kleinerer Lernrate starten.',
  },
  'training-process-lost': {
    what: 'Der trainierende Prozess ist ungefragt zu Ende gegangen.',
    means: 'Der Lauf pausiert bei seinem letzten Checkpoint.',
    todo: 'Ihn fortsetzen. Geschieht es wieder, auf diesem Rechner Speicher freigeben.',
  },
  'training-unattended': {
    what: 'Niemand hat sich um den Lauf gekümmert.',
    means: 'Er hat mit einem Checkpoint angehalten, damit hinter einer geschlossenen App nichts weiterrechnet.',
    todo: 'Ihn fortsetzen.',
  },
  'training-stopped': {
    what: 'Der Lauf wurde angehalten.',
    means: 'Er pausiert bei seinem letzten Checkpoint.',
    todo: 'Ihn bei Bedarf fortsetzen.',
  },
  'run-unknown': {
    what: 'Einen solchen Trainingslauf gibt es nicht.',
    means: 'Er wurde verworfen, vielleicht in einem anderen Fenster.',
    todo: 'Einen anderen Lauf wählen.',
  },
  'run-state': {
    what: 'Das ist für den Lauf jetzt nicht möglich.',
    means: 'Sein Zustand hat sich geändert, vielleicht in einem anderen Fenster. Nichts wurde getan.',
    todo: 'Den Zustand des Laufs ansehen und erneut versuchen.',
  },
  'run-damaged': {
    what: 'Eine Datei des Trainingslaufs ist nicht lesbar.',
    means: 'Der Lauf kann nicht weitergehen.',
    todo: 'Den Lauf verwerfen und neu starten.',
  },
  'name-taken': {
    what: 'Der Name ist vergeben.',
    means: 'Ein anderer Lauf oder ein Modell trägt ihn. Nichts wurde gestartet.',
    todo: 'Einen anderen Namen wählen.',
  },
  'teacher-not-found': {
    what: 'Der Lehrer ist nicht da.',
    means: 'Sein Paket wurde entfernt oder verändert, also kann der Lauf nicht beginnen oder weitergehen.',
    todo: 'Den Lehrer neu importieren oder einen anderen wählen.',
  },
  'recipe-missing': {
    what: 'Für Schüler dieses Problems gibt es kein Rezept.',
    means: 'Kein mitgelieferter Schüler sagt, wie er destilliert wurde.',
    todo: 'Einen Lehrer eines anderen Problems wählen oder per Kommandozeile mit eigener Konfiguration destillieren.',
  },
  ...sameAdvice(
    {
      'checkpoint-foreign': 'Der Checkpoint gehört zu keinem Trainingslauf.',
      'checkpoint-incomplete': 'Der Checkpoint ist unvollständig.',
      'checkpoint-network': 'Der Checkpoint gehört zu einem anderen Netz.',
      'run-missing': 'Es gibt keinen Checkpoint zum Fortsetzen.',
      'run-exists': 'Im Ordner des Laufs liegt schon ein Checkpoint.',
      'run-configuration': 'Der Lauf wurde mit einer anderen Konfiguration begonnen.',
      'run-teacher': 'Der Lauf wurde mit einem anderen Lehrer begonnen.',
    },
    {
      means: 'Mit dem, was in seinem Ordner liegt, lässt sich der Lauf nicht fortsetzen.',
      todo: 'Den Lauf verwerfen und neu starten.',
    },
  ),
  ...sameAdvice(
    {
      'configuration-json': 'Die Konfiguration ist kein JSON-Dokument.',
      'configuration-entry': 'Ein Eintrag der Konfiguration ist falsch.',
      'dataset-too-large': 'Der Datensatz würde zu groß.',
      'too-few-samples': 'Es gibt zu wenige Stichproben zum Lernen.',
    },
    {
      means: 'So eingestellt kann der Lauf nicht beginnen.',
      todo: 'Den Eintrag berichtigen, der in den Details steht, und neu starten.',
    },
  ),
}
