import type { report as en } from '../en/report'
import { plural } from '../plural'

export const report: typeof en = {
  certificate: {
    title: 'Zertifikat',
    ofReconstruction: 'Der Rekonstruktion',
    ofRefined: 'Der Rekonstruktion, physikalisch verfeinert',
    ofSample: 'Dieser Stichprobe, direkt aus dem Modell',
    alarm: 'Alarm',
    alarmCaution: 'Die Werte unten gelten für die Gleichung; sie sagen nicht, dass das Feld das wahre ist.',
    atFloor: 'An der Untergrenze',
    obeys: 'Erfüllt die Gleichung so genau wie der Referenzlöser.',
    endOff: (sought, given) => `Abweichung (${sought}) von dem, was die Gleichung hieraus macht: ${given}.`,
    sourceLeft: 'der Quelle bleibt in einer typischen Zelle unausgeglichen.',
    rateLeft: 'der typischen Änderungsrate bleibt in einer typischen Zelle unausgeglichen.',
    theLastState: 'letzter Zustand',
    theFirstState: 'erster Zustand',
    errorOff: (sought, share, given) =>
      `${sought}: ${share} Abweichung von der Referenzlösung für dieselben Daten (${given}).`,
    errorOffOwn: (sought, share) =>
      `${sought}: ${share} Abweichung von der Referenzlösung für den eigenen Anfangszustand.`,
    none: 'Hier wird das Residuum jedes Felds gemessen, zusammen mit der Untergrenze, die kein Feld auf diesem Gitter unterbietet.',
    misfit: 'Abweichung',
    nextSensor: 'Nächster Sensor',
    noProposals: 'Mit mehr Stichproben stehen hier die Stellen, an denen ein weiterer Sensor am meisten sagen würde.',
    wholeReport: 'Ganzen Bericht öffnen',
  },
  residual: {
    caption: 'Normen des Residuums und ihre Untergrenze: was der Referenzlöser selbst auf diesem Gitter übrig lässt',
    measure: 'Maß',
    raw: 'Roh',
    refined: 'Verfeinert',
    residual: 'Residuum',
    floor: 'Grenze',
    floorHint: 'Was der Referenzlöser selbst auf diesem Gitter übrig lässt',
    inUnit: (unit) => `In ${unit}.`,
    plainNumber: 'einer reinen Zahl',
    measures: {
      l2Relative: {
        name: 'L2, relativ',
        explanation:
          'Was das Feld in einer typischen Zelle von der Gleichung übrig lässt, als Anteil dessen, was die Gleichung ausgleicht. Gitterrauschen erhöht diesen Wert stark; er ist der strengste von allen.',
      },
      l2: {
        name: 'L2',
        explanation: 'Dasselbe in der Einheit der Quelle: quadratisches Mittel des Residuums über alle Zellen.',
      },
      hMinus1: {
        name: 'H',
        explanation:
          'Das Residuum, in dem feine Schwankungen so wenig zählen wie in der Gleichung selbst. Es folgt dem Fehler der Lösung weit enger als L2.',
      },
      max: {
        name: 'Größtes',
        explanation: 'Das Residuum der schlechtesten Zelle. Die Karte des Residuums zeigt, wo sie liegt.',
      },
      weak: {
        name: 'Schwache Form',
        explanation:
          'Das Residuum, über kleine Flecken des Gebiets glatt gewichtet gemittelt. Schwankungen von Zelle zu Zelle heben sich auf; ein Fehler, der einen Fleck bedeckt, nicht.',
      },
      boundary: {
        name: 'Rand',
        explanation: 'Wie weit die Lösung ihren vorgeschriebenen Wert auf dem Rand höchstens verfehlt.',
      },
      balance: {
        name: 'Bilanz',
        explanation:
          'Was durch den Rand abfließt gegen das, was die Quelle einspeist, als Anteil der Quelle. Null heißt, dass nichts verloren geht.',
      },
      propagator: {
        name: 'Fortpflanzung',
        explanation:
          'Wie weit das Feld von dem abweicht, was der Referenzlöser aus seinem Anfangszustand macht, als Anteil des Felds.',
      },
      endpoint: {
        name: 'Endpunkte',
        explanation:
          'Was erster und letzter Zustand von der Gleichung übrig lassen, wenn die Zeit dazwischen ein einziger Schritt ist. Das ist es, was das Training sieht; es wird nicht null.',
      },
    },
  },
  chiSquare: {
    above: 'verfehlt die Sensoren um mehr als ihr Rauschen',
    below: 'folgt den Sensoren enger, als ihr Rauschen verlangt',
    fits: 'passt so gut zu den Sensoren, wie ihr Rauschen zulässt',
  },
  provenance: {
    title: 'Herkunft',
    model: 'Modell',
    provider: 'Provider',
    steps: 'Schritte',
    network: 'Netz',
    runs: (network, gradient) => `${network} Läufe, ${gradient} seines Gradienten, je Stichprobe`,
    seed: 'Startwert',
    samples: (count) => plural(count, 'Stichprobe', 'Stichproben'),
    time: 'Zeit',
    timings: { load: 'Laden', infer: 'Inferenz', refine: 'Verfeinern', total: 'gesamt' },
    version: 'Version',
    file: 'Sensoren',
    noSensors: 'keine verwendet',
  },
  export: {
    title: 'Export',
    formats: {
      html: { label: 'Bericht', title: 'Bericht zum Drucken oder Verschicken: eine HTML-Datei' },
      npz: { label: 'NPZ', title: 'Alle Felder für NumPy' },
      vti: { label: 'VTI', title: 'Bilddaten für ParaView' },
      json: { label: 'JSON', title: 'Anfrage, Normen, Abweichungen und Herkunft' },
      zip: { label: 'Alles', title: 'Alles in einer ZIP-Datei' },
    },
    failed: 'Der Export ist fehlgeschlagen',
    saved: (file, size) => `${file} gespeichert, ${size}`,
    ofSample: 'Von dieser Stichprobe, mit ihrem Residuenbericht.',
    nothing: 'Ein Feld lässt sich hier als Zahlenfelder, für ParaView oder als Bericht speichern.',
    notKept:
      'Der Verlauf konnte diese Rekonstruktion nicht behalten. Bitte exportieren: Mit der Engine geht sie verloren.',
  },
  page: {
    empty: 'Noch nichts zu berichten',
    emptyHint:
      'Der Bericht handelt von dem Feld, das „Lösen“ zeigt. Dort eine Stichprobe ziehen oder aus Messwerten rekonstruieren.',
    toSolve: 'Zu „Lösen“',
    of: 'Bericht über',
    sample: 'Stichprobe',
    reconstruction: 'Rekonstruktion',
    contents: 'Inhalt',
    sampleTitle: (problem) => `${problem}: eine Stichprobe des Modells`,
    solutionTitle: (problem, count) => `${problem}: Felder aus ${plural(count, 'Messwert', 'Messwerten')}`,
    print: 'Bericht drucken',
    copyRequest: 'Anfrage kopieren',
    request: 'Anfrage',
    requestHint: 'Was verlangt wurde. Dieselbe Anfrage ergibt auf demselben Provider dieselben Felder.',
    copied: 'Kopiert',
    stale: 'Das Feld wird neu gezogen; dies ist das letzte.',
    outdated: 'Seitdem wurde etwas umgestellt: Dies ist die Rekonstruktion, wie sie damals verlangt wurde.',
  },
  headline: {
    good: 'Verlässlich',
    fair: 'Näherung',
    alarmed: 'Nicht verlässlich',
    askedSample: (problem, seed) => `Eine Ziehung des Modells (${problem}), Startwert ${seed}; ohne Sensoren.`,
    askedNothing: 'Gemessen wurde nichts: Die Felder sind, was das Modell für diese Parameter erwartet.',
    asked: (task, count, fields, samples) =>
      `${task} aus ${plural(count, 'Messwert', 'Messwerten')} (${fields}), ${plural(samples, 'Anpassung', 'Anpassungen')}.`,
    solved: 'Die Felder erfüllen die diskrete Gleichung so genau wie der Referenzlöser.',
    leaves: (share) => `Die Felder lassen ${share} dessen übrig, was die Gleichung ausgleicht.`,
    errorOff: (sought, share) => `${sought}: ${share} Abweichung von der Referenzlösung für dieselben gegebenen Daten.`,
    sensors: (what) => `Das Feld ${what}.`,
    distrustPrior:
      'Die Messwerte gleichen keinem Feld, mit dem das Modell trainiert wurde; auf diese Felder ist kein Verlass.',
    distrustMisfit:
      'Die Felder verfehlen die Sensoren um mehr, als das angenommene Rauschen erklärt; Rauschen und Parameter prüfen.',
    distrustOutside: (names) => `Außerhalb dessen, womit das Modell trainiert wurde: ${names}.`,
    distrustAway: 'Fern der Sensoren sagt nur die Streuung, wie gut die Felder bekannt sind.',
    distrustSpread: 'Eine einzige Anpassung hat keine Streuung: Wie gut die Felder bekannt sind, ist nicht gemessen.',
    distrustSample:
      'Sie ist so wahrscheinlich wie andere Ziehungen, kein gemessenes Feld; ein anderer Startwert ergibt ein anderes.',
    distrustRaw: 'Die Felder kommen unverändert aus dem Netz: eine Näherung an die Lösung der Gleichung.',
  },
  figures: {
    sensors: 'Sensoren',
    samples: 'Stichproben',
    residual: 'Residuum, relativ',
    floor: 'Untergrenze',
    error: 'Abweichung von der Referenz',
    misfit: 'Abweichung / Rauschen, RMS',
    time: 'Zeit',
  },
  sections: {
    fields: 'Felder',
    sensors: 'Sensoren und Abweichung',
    versions: 'Roh neben verfeinert',
    residual: 'Residuum',
    next: 'Nächste Sensoren',
    parameters: 'Parameter',
    assumptions: 'Annahmen',
    provenance: 'Herkunft',
    request: 'Anfrage',
  },
  pictures: {
    mean: (name) => `${name}, Mittel`,
    deviation: (name) => `${name}, Standardabweichung`,
    rawMean: (name) => `${name}, rohes Mittel`,
    change: (name) => `${name}, verfeinert minus roh`,
    residual: 'Residuum',
    residualHint: 'Was die Felder Zelle für Zelle von der Gleichung übrig lassen. Weiß: Sie gilt.',
    meanHint: 'Punkte sind die Sensoren, gefärbt nach ihrer Abweichung.',
    deviationHint: (count) => `Über ${plural(count, 'Stichprobe', 'Stichproben')}.`,
    placesHint: 'Ziffern markieren die nächsten Sensoren.',
    sampleHint: 'Wie das Modell sie zieht.',
    rawHint: 'Wie das Netz sie liefert.',
    changeHint: 'Was die Physik geändert hat.',
    range: (minimum, maximum) => `von ${minimum} bis ${maximum}`,
    loading: 'Die rohen Felder werden geholt',
    failed: 'Die rohen Felder sind nicht zu holen',
  },
  misfits: {
    histogram: 'Abweichung in Einheiten des Rauschens',
    histogramHint: 'Balken: Sensoren; Linie: Standardnormalverteilung.',
    axis: '(Vorhersage − Messwert) / Rauschen',
    outside: (outside, count, share) =>
      `Mehr als zwei Standardabweichungen des Rauschens daneben: ${outside} von ${plural(count, 'Sensor', 'Sensoren')} (${share}; bei ehrlichem Rauschen 4,6 %).`,
    bin: (from, to, count) => `${from} bis ${to}: ${plural(count, 'Sensor', 'Sensoren')}`,
    tableCaption: 'Sensoren nach ihrer Abweichung in Einheiten des Rauschens',
    from: 'Von',
    to: 'Bis',
    count: 'Sensoren',
  },
  versions: {
    measure: 'Maß',
    rms: (name) => `RMS-Abweichung, ${name}`,
    chiSquare: 'Mittlere quadratische Abweichung in Varianzen des Rauschens',
    exact: 'Größte Verfehlung eines exakten Werts',
    residual: 'Residuum, relativ',
    error: (sought) => `${sought}: Abweichung von der Referenzlösung`,
  },
  parameters: {
    name: 'Parameter',
    symbol: 'Zeichen',
    value: 'Wert',
    trained: 'Trainiert auf',
    unit: 'Einheit',
    range: (minimum, maximum) => `${minimum} bis ${maximum}`,
    outside: 'außerhalb',
  },
  assumptions: {
    trained:
      'Die Felder sind von der Art, mit der das Modell trainiert wurde, mit den Parametern oben. Wo die Messwerte sagen, dass sie es nicht sind, steht ein Alarm am Kopf dieses Berichts; fern der Sensoren kann das nichts sagen.',
    drawn: 'Die Felder sind, was das Modell über solche Felder gelernt hat, nicht was irgendwo gemessen wurde.',
    noiseStated: 'Das Rauschen jedes Sensors ist das angegebene, unabhängig von dem der anderen.',
    noiseAssumed:
      'Wo kein Rauschen angegeben ist, wurde es vom Lösen angenommen oder geschätzt; es gilt als unabhängig von Sensor zu Sensor.',
    spread: (count) =>
      `Standardabweichungen stammen aus ${plural(count, 'Anpassung', 'Anpassungen')}, jede an Messwerte mit eigenem Rauschen, und sind um Faktoren gespreizt, die an Fällen mit bekannten Feldern gemessen wurden.`,
    single: 'Es gab eine einzige Anpassung: Die Standardabweichungen sind null und sagen nichts über den Fehler.',
    grid: (nx, ny) =>
      `Residuen sind die der diskreten Gleichung auf ${nx} × ${ny} Stützstellen; sie sagen nichts über das, was das Gitter nicht auflöst.`,
    refined: (given, sought) =>
      `Das Verfeinern passt die gegebenen Daten (${given}) über den Referenzlöser an die Messwerte an und nimmt die Lösung (${sought}) von diesem Löser. Es beseitigt das Residuum, nicht den Fehler, der in den gegebenen Daten bleibt.`,
    raw: 'Die Felder kommen unverändert aus dem Netz; nichts wurde verfeinert.',
  },
  commands: {
    print: 'Bericht drucken',
    copyRequest: 'Anfrage als JSON kopieren',
    save: (format) => `Exportieren: ${format}`,
  },
}
