import type { solvingErrors as en } from '../../en/errors/solving'
import { sameAdvice } from '../../en/errors/words'

export const solvingErrors: typeof en = {
  'unknown-problem': {
    what: 'Ein solches Problem gibt es nicht.',
    means: 'Das Geöffnete stammt vielleicht aus einer anderen Version von Fieldsmith.',
    todo: 'In der Galerie ein Problem wählen.',
  },
  'unknown-parameter': {
    what: 'Das Problem hat keinen solchen Parameter.',
    means: 'Das Geöffnete stammt vielleicht aus einer anderen Version von Fieldsmith. Nichts wurde berechnet.',
    todo: 'Die Parameter zurücksetzen und neu einstellen.',
  },
  'parameter-out-of-range': {
    what: 'Ein Parameter hat einen unzulässigen Wert.',
    means: 'Dort ist die Gleichung nicht korrekt gestellt, oder kein Modell antwortet. Nichts wurde berechnet.',
    todo: 'Den Parameter innerhalb der Grenzen einstellen, die in den Details stehen.',
  },
  'steps-not-served': {
    what: 'Das Modell zieht nicht in so vielen Schritten.',
    means: 'Jedes Modell ist für bestimmte Schrittzahlen gemacht. Nichts wurde berechnet.',
    todo: 'Eine andere Schrittzahl oder ein anderes Modell wählen.',
  },
  'sample-not-finite': {
    what: 'Das Modell liefert hier kein endliches Feld.',
    means: 'Die Parameter liegen zu weit von seinem Training entfernt. Das letzte gute Feld bleibt stehen.',
    todo: 'Die markierten Parameter näher an ihre Regler bringen oder weniger Schritte nehmen.',
  },
  'residual-not-finite': {
    what: 'Das Feld hat kein endliches Residuum.',
    means: 'Es liegt zu weit daneben, um an seiner Gleichung gemessen zu werden. Das letzte gute Feld bleibt stehen.',
    todo: 'Die Parameter näher an ihre Regler bringen oder eine andere Stichprobe ziehen.',
  },
  ...sameAdvice(
    {
      'shock-not-resolved': 'Die Stöße dieses Feldes sind zu dünn für das Gitter.',
      'flow-too-fast': 'Die Strömung ist zu schnell, um sie in vertretbarer Zeit zu verfolgen.',
      'solution-too-long': 'Die Referenzlösung würde zu lange dauern.',
      'time-step-unstable': 'Der Referenzlöser findet keinen stabilen Zeitschritt.',
    },
    {
      means: 'Der Referenzlöser kann das Feld nicht fortsetzen, also lässt es sich nicht zertifizieren.',
      todo: 'Die Viskosität erhöhen oder die Parameter näher an ihre Regler bringen. Bei Sensoren Werte und Einheiten prüfen.',
    },
  ),
  ...sameAdvice(
    {
      'initial-state-not-finite': 'Das Feld am Anfang ist nicht endlich.',
      'source-not-finite': 'Der Quellterm ist nicht endlich.',
      'coefficient-not-positive': 'Die Transmissivität ist nicht überall positiv.',
      'shape-mismatch': 'Das Feld passt nicht zum Gitter.',
    },
    {
      means: 'Der Referenzlöser kann solche Daten nicht verwenden, also wurde kein Feld berechnet.',
      todo: 'Die Parameter näher an ihre Regler bringen. Bei Sensoren Werte und Einheiten prüfen.',
    },
  ),
  resonance: {
    what: 'Die Wellenzahl liegt zu nah an der ersten Resonanz.',
    means: 'Jenseits von k = √2 π hat die Gleichung keine eindeutige Lösung.',
    todo: 'Eine kleinere Wellenzahl einstellen.',
  },
  'no-convergence': {
    what: 'Eine Iteration ist nicht konvergiert.',
    means: 'Die Referenzlösung hat ihre Toleranz nicht erreicht; gezeigt wird nichts, was falsch sein könnte.',
    todo: 'Die Parameter näher an ihre Regler bringen. Bei Sensoren nach Werten suchen, die sich widersprechen.',
  },
  'grid-not-supported': {
    what: 'Auf einem solchen Gitter wird das Problem nicht gelöst.',
    means: 'Das Modell wurde für ein Gitter gemacht, das diese Version nicht unterstützt.',
    todo: 'Ein anderes Modell wählen.',
  },
  'view-unknown': {
    what: 'Die Lösung hat keine solche Ansicht.',
    means: 'Das Bild bleibt, wie es war.',
    todo: 'Eine andere Ansicht der Lösung wählen.',
  },
  'evolution-unknown': {
    what: 'Das Problem hat keinen zeitlichen Verlauf.',
    means: 'Seine Felder folgen nicht aufeinander, also gibt es nichts abzuspielen.',
    todo: 'Ein zeitabhängiges Problem wählen, etwa Navier-Stokes oder Wärmeleitung.',
  },
  'reconstruction-not-offered': {
    what: 'Felder dieses Problems werden nicht aus Sensoren rekonstruiert.',
    means: 'Das Problem lässt sich nur erzeugen.',
    todo: 'In der Galerie ein anderes Problem wählen.',
  },
  'observations-unexplained': {
    what: 'Kein Feld dieses Problems erklärt die Messungen.',
    means:
      'Sie weichen so stark von allem ab, was das Modell kennt, dass die angepassten Felder nicht zertifizierbar sind.',
    todo: 'Problem, Einheiten und Spalten der Datei prüfen, dann die größten Werte.',
  },
  'solution-unknown': {
    what: 'Die Lösung ist nicht mehr da.',
    means: 'Sie wurde entfernt, oder der Verlauf hat anderen Platz gemacht.',
    todo: 'Neu rekonstruieren: mit demselben Startwert ist das Ergebnis dasselbe.',
  },
  'history-damaged': {
    what: 'Die Lösung lässt sich nicht öffnen.',
    means: 'Ihre Dateien wurden verändert oder abgeschnitten. Andere Lösungen sind nicht betroffen.',
    todo: 'Sie aus dem Verlauf entfernen und bei Bedarf neu rekonstruieren.',
  },
  'history-full': {
    what: 'Der Verlauf hat keinen Platz für diese Lösung.',
    means: 'Die angehefteten Lösungen füllen ihn. Diese wird gezeigt, aber nicht behalten.',
    todo: 'Im Verlauf Lösungen lösen oder entfernen, oder diese exportieren.',
  },
}
