import type { modelErrors as en } from '../../en/errors/models'
import { sameAdvice } from '../../en/errors/words'

export const modelErrors: typeof en = {
  'model-not-found': {
    what: 'Ein solches Modell gibt es nicht.',
    means: 'Kein brauchbares Paket passt zum Problem oder zum Namen.',
    todo: 'In der Bibliothek nachsehen, welche Modelle es gibt: eines trainieren oder ein Paket importieren.',
  },
  'models-directory-missing': {
    what: 'Der Ordner der mitgelieferten Modelle fehlt.',
    means: 'Die Installation ist unvollständig, oder FIELDSMITH_MODELS nennt einen Ordner, den es nicht gibt.',
    todo: 'Fieldsmith neu installieren oder FIELDSMITH_MODELS berichtigen.',
  },
  'models-in-use-damaged': {
    what: 'Die Datei, in der die verwendeten Modelle stehen, ist nicht lesbar.',
    means: 'Stattdessen werden die mitgelieferten Modelle verwendet.',
    todo: 'Die Modelle in der Bibliothek neu wählen.',
  },
  'model-exists': {
    what: 'Ein Modell dieses Namens gibt es schon.',
    means: 'Nichts wurde überschrieben.',
    todo: 'Das vorhandene Modell verwenden, es zuerst entfernen oder dem neuen einen anderen Namen geben.',
  },
  'model-shipped': {
    what: 'Das Modell gehört zu Fieldsmith.',
    means: 'Mitgelieferte Modelle bleiben, damit sich jedes Problem immer bearbeiten lässt.',
    todo: 'Ein anderes Modell in Gebrauch nehmen, wenn dieses nicht erwünscht ist.',
  },
  'model-not-student': {
    what: 'Das Modell ist kein Schüler.',
    means: 'Nur Schüler ziehen und rekonstruieren; aus einem Lehrer werden sie trainiert.',
    todo: 'Daraus einen Schüler trainieren oder einen Schüler wählen.',
  },
  'model-unfit': {
    what: 'Das Modell passt nicht zu den Problemen dieser Version.',
    means: 'Seine Felder, Parameter oder sein Gitter sind andere als die hier bekannten.',
    todo: 'Ein Paket für diese Version besorgen oder Fieldsmith aktualisieren.',
  },
  'model-manifest': {
    what: 'Das Manifest des Modells ist nicht verwendbar.',
    means: 'Die Datei model.json beschreibt das Paket nicht so, wie diese Version es braucht.',
    todo: 'Das Paket neu besorgen oder den Eintrag berichtigen, der in den Details steht.',
  },
  'model-file-missing': {
    what: 'Eine Datei des Modells fehlt.',
    means: 'Das Paket ist unvollständig, also wird das Modell nicht verwendet.',
    todo: 'Das Paket neu importieren oder ein anderes Modell verwenden.',
  },
  'model-file-not-plain': {
    what: 'Eine Datei des Modells ist ein Verweis oder sonst keine einfache Datei.',
    means: 'Sie könnte ungesehen eine andere werden, also wird das Modell nicht verwendet.',
    todo: 'Die Datei selbst in das Paket legen.',
  },
  ...sameAdvice(
    {
      'model-hash-mismatch': 'Eine Datei des Modells wurde verändert.',
      'model-size-mismatch': 'Eine Datei des Modells hat eine andere Größe als vorgesehen.',
    },
    {
      means: 'Es ist nicht die Datei, mit der das Paket gemacht wurde, also wird das Modell nicht verwendet.',
      todo: 'Das Paket aus seiner Quelle neu importieren.',
    },
  ),
  'package-archive': {
    what: 'Das Archiv ist kein Modellpaket.',
    means: 'Es enthält keine model.json mit ihren Dateien oder ist beschädigt. Nichts wurde importiert.',
    todo: 'Das Zip-Archiv eines Pakets wählen, wie es exportiert wurde.',
  },
  'package-too-large': {
    what: 'Das Paket ist zu groß für das Fenster.',
    means: 'Eine Nachricht zwischen Fenster und Engine fasst höchstens 240 MiB. Nichts wurde getan.',
    todo: 'Die Kommandozeile verwenden, die keine Grenze kennt: fieldsmith models --import oder --export.',
  },
  'removal-unknown': {
    what: 'Das entfernte Modell wird nicht mehr aufbewahrt.',
    means: 'Es wurde inzwischen wiederhergestellt oder endgültig gelöscht.',
    todo: 'In der Bibliothek nachsehen; fehlt es dort, das Paket neu importieren.',
  },
  'model-load': {
    what: 'Das Netz lässt sich nicht laden.',
    means: 'ONNX Runtime lehnt es auf diesem Provider ab.',
    todo: 'In der Bibliothek einen anderen Provider wählen oder das Modell dort prüfen.',
  },
  'model-run': {
    what: 'Das Netz lässt sich nicht ausführen.',
    means: 'ONNX Runtime hat die übergebenen Zahlen abgelehnt.',
    todo: 'In der Bibliothek einen anderen Provider wählen oder das Modell dort prüfen.',
  },
  'model-output': {
    what: 'Das Netz liefert nicht, was sein Manifest sagt.',
    means: 'Das Modell wird nicht verwendet.',
    todo: 'Das Paket aus seiner Quelle neu besorgen.',
  },
  ...sameAdvice(
    {
      'model-not-trainable': 'Aus dem Modell lässt sich nicht trainieren.',
      'no-correction': 'Das Problem hat keine Iteration, die das Netz verbessern könnte.',
      'model-parameter': 'Das Netz hat kein solches Gewicht zum Trainieren.',
      'missing-gradient': 'Das Netz lässt sich nicht ableiten.',
    },
    {
      means: 'Es zieht und rekonstruiert dennoch, wo es kann, taugt aber nicht als Anfang eines Trainings.',
      todo: 'Einen anderen Lehrer wählen.',
    },
  ),
  ...sameAdvice(
    {
      'model-too-large': 'Das Netz ist zu groß zum Laden.',
      'model-value-size': 'Das Netz erzeugt einen zu großen Wert.',
      'model-total-size': 'Das Netz erzeugt mehr Daten, als Platz haben.',
      'model-node-runs': 'Das Netz führt zu viele Operationen aus.',
      'model-loop': 'Eine Schleife des Netzes hat keine Schranke.',
      'model-loop-growth': 'Ein Wert des Netzes wächst ohne Schranke.',
      'model-size-unknown': 'Das Netz erzeugt einen Wert unbekannter Größe.',
      'model-too-many-parts': 'Die Modelldatei hat zu viele Teile.',
      'model-nesting': 'Die Modelldatei ist zu tief geschachtelt.',
    },
    {
      means: 'Es könnte den Speicher dieses Rechners erschöpfen, also wird es nicht geladen.',
      todo: 'Mit festen Formen und ohne Schleifen exportieren oder ein anderes Modell verwenden.',
    },
  ),
  ...sameAdvice(
    {
      'model-opset': 'Der Operatorsatz des Netzes wird nicht unterstützt.',
      'model-domain': 'Das Netz verwendet Operatoren außerhalb des ONNX-Standards.',
      'model-operator': 'Das Netz verwendet einen nicht unterstützten Operator.',
      'model-kind': 'Das Netz ist von einer nicht unterstützten Art.',
      'model-graph': 'Der Graph des Netzes ist nicht verwendbar.',
      'model-dimension': 'Eine Dimension des Netzes ist nicht fest oder nicht vorhanden.',
      'model-tensor-type': 'Ein Tensor des Netzes hat einen nicht unterstützten Typ.',
      'model-external-data': 'Das Netz hält seine Gewichte in einer anderen Datei.',
    },
    {
      means: 'Die Datei mag in Ordnung sein, aber diese Version kann sie nicht verwenden.',
      todo: 'Mit den Standardoperatoren von Opset 13 bis 21 neu exportieren, die Gewichte in der Datei.',
    },
  ),
  ...sameAdvice(
    {
      'model-format': 'Die Datei ist kein ONNX-Modell.',
      'model-truncated': 'Die Modelldatei ist abgeschnitten.',
      'model-varint': 'Die Modelldatei ist beschädigt.',
      'model-wire-type': 'Ein Eintrag der Modelldatei ist falsch gespeichert.',
      'model-field-unknown': 'Die Modelldatei enthält einen Eintrag, den ONNX nicht kennt.',
      'model-field-repeated': 'Ein Eintrag der Modelldatei steht doppelt.',
      'model-text': 'Ein Text der Modelldatei ist beschädigt.',
      'model-incomplete': 'Das Modell ist unvollständig.',
      'model-attribute': 'Ein Attribut des Modells ist von der falschen Art.',
      'model-value-type': 'Ein Wert des Modells ist kein Tensor.',
      'model-shape': 'Eine Form des Modells ist unmöglich.',
      'model-tensor-shape': 'Ein Tensor des Modells hat unmögliche Dimensionen.',
      'model-tensor-encoding': 'Ein Tensor des Modells ist falsch kodiert.',
      'model-tensor-length': 'Ein Tensor des Modells hat die falsche Länge.',
      'model-not-finite': 'Ein Tensor des Modells ist nicht endlich.',
      'model-duplicate-name': 'Ein Name des Modells ist doppelt vergeben.',
      'model-undefined-value': 'Das Modell verwendet einen Wert, den nichts berechnet.',
      'model-cycle': 'Der Graph des Modells hat einen Zyklus.',
      'model-node-order': 'Die Knoten des Modells stehen in falscher Reihenfolge.',
      'model-recursion': 'Eine Funktion des Modells ruft sich selbst auf.',
      'model-function': 'Eine Funktion des Modells wird falsch aufgerufen.',
    },
    {
      means: 'Die Datei ist beschädigt oder in böser Absicht gemacht, also wird sie nicht geladen.',
      todo: 'Aus einer vertrauenswürdigen Quelle neu besorgen.',
    },
  ),
}
