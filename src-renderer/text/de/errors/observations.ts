import type { observationErrors as en } from '../../en/errors/observations'
import { sameAdvice } from '../../en/errors/words'

export const observationErrors: typeof en = {
  'observations-lines': {
    what: 'Einige Zeilen der Datei sind nicht verwendbar.',
    means: 'Eine Datei wird ganz oder gar nicht genommen, damit nichts ungesehen wegfällt.',
    todo: 'Die aufgeführten Zeilen berichtigen und die Datei erneut öffnen.',
  },
  'observations-mapping': {
    what: 'Die Bedeutung der Spalten passt nicht zur Datei.',
    means: 'Eine nötige Spalte ist nicht benannt, doppelt benannt oder nicht vorhanden.',
    todo: 'Die Bedeutung jeder Spalte angeben und die Datei erneut öffnen.',
  },
  'observations-form': {
    what: 'Die Datei ist nicht so aufgebaut wie ihre Art es verlangt.',
    means: 'Ihr Inhalt hat nicht die Tabelle oder die Arrays, die eine Datei ihres Namens haben sollte.',
    todo: 'Die Messungen neu speichern oder unter der Endung, die zu ihnen passt.',
  },
  'observations-empty': {
    what: 'Es gibt keine Messungen.',
    means: 'Die Datei oder Tabelle hat keine Zeile mit einem Wert.',
    todo: 'Für jede Messung eine Zeile anlegen oder Sensoren im Bild setzen.',
  },
  'observations-header': {
    what: 'Die Spalten sind nicht die einer Sensordatei.',
    means: 'Es ist unklar, in welcher Spalte Positionen und in welcher Werte stehen.',
    todo: 'Die Bedeutung der Spalten angeben oder sie field, x, y, value und sigma nennen.',
  },
  'observations-encoding': {
    what: 'Die Datei ist kein Text in UTF-8.',
    means: 'Ihre Zeichen sind nicht sicher lesbar.',
    todo: 'Als UTF-8 speichern, in einer Tabellenkalkulation als „CSV UTF-8“.',
  },
  'observations-too-large': {
    what: 'Die Sensordatei ist zu groß.',
    means: 'Sie enthält mehr, als in einer Rekonstruktion verwendet werden kann.',
    todo: 'Messungen weglassen oder benachbarte mitteln.',
  },
  ...sameAdvice(
    {
      'observations-columns': 'Eine Zeile hat zu viele oder zu wenige Spalten.',
      'observations-quote': 'Ein Anführungszeichen ist nicht geschlossen.',
      'observations-number': 'Ein Eintrag ist keine Zahl.',
      'observations-not-finite': 'Ein Wert ist nicht endlich.',
      'observations-sigma': 'Eine Standardabweichung ist negativ.',
      'observations-shape': 'Eine Strecke oder ein Rechteck hat keine Ausdehnung.',
      'observations-unknown-field': 'Ein Feld ist genannt, das das Problem nicht hat.',
      'unit-unknown': 'Eine Einheit ist unbekannt.',
      'unit-dimension': 'Eine Einheit passt nicht zur Größe.',
      'observations-outside-domain': 'Ein Punkt liegt außerhalb des Gebiets.',
      'observations-out-of-bounds': 'Ein Wert ist einer, den das Feld nicht annehmen kann.',
      'observations-duplicate': 'Zwei Zeilen widersprechen sich an einer Position.',
    },
    {
      means: 'Die Messungen werden nicht verwendet, bevor das behoben ist.',
      todo: 'Die genannte Zeile berichtigen und die Datei erneut öffnen. Sind es viele, Problem und Einheiten prüfen.',
    },
  ),
  'npy-format': {
    what: 'Das NumPy-Array ist nicht lesbar.',
    means: 'Es ist beschädigt oder von einem Typ, der keine einfachen Zahlen enthält.',
    todo: 'Mit numpy.save als float64 in C-Ordnung neu speichern.',
  },
  'npz-format': {
    what: 'Das Archiv enthält etwas anderes als NumPy-Arrays.',
    means: 'Es ist unklar, welche seiner Teile gemeint sind.',
    todo: 'Die Arrays mit numpy.savez neu speichern.',
  },
}
