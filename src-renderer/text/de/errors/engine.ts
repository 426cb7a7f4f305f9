import type { engineErrors as en } from '../../en/errors/engine'
import { sameAdvice } from '../../en/errors/words'

export const engineErrors: typeof en = {
  'engine-lost': {
    what: 'Die Engine ist ausgefallen, bevor sie geantwortet hat.',
    means: 'Sie wird neu gestartet. Alles Eingestellte und Geöffnete ist noch da, nur diese Antwort fehlt.',
    todo: 'Erneut versuchen. Fällt sie jedes Mal aus: weniger Stichproben oder in der Bibliothek einen anderen Provider wählen.',
  },
  internal: {
    what: 'In der Engine ist ein Fehler aufgetreten.',
    means: 'Das ist ein Mangel von Fieldsmith, nicht der Daten. Andere Arbeit ist nicht betroffen.',
    todo: 'Mit anderen Einstellungen erneut versuchen und den Fehler mit den Details unten melden.',
  },
  interface: {
    what: 'Im Fenster ist ein Fehler aufgetreten.',
    means: 'Das ist ein Mangel von Fieldsmith, nicht der Daten. Alles Geöffnete ist noch da.',
    todo: 'Erneut versuchen und den Fehler mit den Details unten melden.',
  },
  cancelled: {
    what: 'Der Vorgang wurde abgebrochen.',
    means: 'Nichts wurde verändert.',
    todo: 'Bei Bedarf neu starten.',
  },
  ...sameAdvice(
    {
      'bad-request': 'Die Engine hat das Fenster nicht verstanden.',
      'bad-answer': 'Das Fenster hat die Engine nicht verstanden.',
      'unknown-call': 'Die Engine kennt nicht, was das Fenster verlangt.',
    },
    {
      means: 'Fenster und Engine sind vermutlich von verschiedenen Versionen. Nichts wurde verändert.',
      todo: 'Das Fenster neu laden. Hilft das nicht, Fieldsmith neu starten.',
    },
  ),
  'too-many-calls': {
    what: 'Von der Engine wurde zu viel auf einmal verlangt.',
    means: 'Vielleicht nutzen andere Fenster dieselbe Engine. Nichts wurde verändert.',
    todo: 'Warten, bis die laufende Arbeit fertig ist, dann erneut versuchen.',
  },
  'worker-lost': {
    what: 'Ein Hilfsprozess ist vorzeitig zu Ende gegangen.',
    means: 'Der Speicher des Rechners ist vielleicht erschöpft. Nichts wurde geschrieben.',
    todo: 'Andere Programme schließen oder weniger Stichproben wählen und erneut versuchen.',
  },
  'threads-invalid': {
    what: 'Die Zahl der Threads ist unbrauchbar.',
    means: 'Die Engine rechnet mit so vielen Threads, wie FIELDSMITH_THREADS vorgibt.',
    todo: 'FIELDSMITH_THREADS auf eine ganze Zahl ab 1 setzen oder entfernen und Fieldsmith neu starten.',
  },
  'provider-refused': {
    what: 'Der verlangte Provider arbeitet auf diesem Rechner nicht.',
    means: 'Seine Prüfung ist gescheitert, oder eine Bibliothek fehlt ihm. Nichts wurde berechnet.',
    todo: 'In der Bibliothek einen anderen Provider wählen; dort steht der Grund jeder Ablehnung.',
  },
  'provider-choice-damaged': {
    what: 'Die Wahl des Providers ist nicht lesbar.',
    means: 'Stattdessen wird der leistungsfähigste genutzt.',
    todo: 'Den Provider in der Bibliothek neu wählen.',
  },
}
