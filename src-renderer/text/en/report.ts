import { plural } from '../plural'

/** Of a share as it is written, e.g. `4.0 %`. */
type Share = string

export const report = {
  certificate: {
    title: 'Certificate',
    ofReconstruction: 'Of the reconstruction',
    ofRefined: 'Of the reconstruction, refined by physics',
    ofSample: 'Of this sample, straight from the model',
    alarm: 'Alarm',
    alarmCaution: 'The figures below hold for the equation; they do not say that the field is the true one.',
    atFloor: 'At the floor',
    obeys: 'Obeys the equation as closely as the reference solver does.',
    endOff: (sought: string, given: string) =>
      `is what the ${sought} is off the one that the equation makes of this ${given}.`,
    sourceLeft: 'of the source is left unbalanced in a typical cell.',
    rateLeft: 'of the typical rate of change is left unbalanced in a typical cell.',
    theLastState: 'last state',
    theFirstState: 'first state',
    errorOff: (sought: string, share: Share, given: string) =>
      `The ${sought} is ${share} off the reference solution for this ${given}.`,
    errorOffOwn: (sought: string, share: Share) =>
      `The ${sought} is ${share} off the reference solution for its own first state.`,
    none: 'The residual of each field is measured here, with the floor that no field on this grid can beat.',
    misfit: 'Misfit',
    nextSensor: 'Next sensor',
    noProposals: 'With more samples, the places where another sensor would tell most are proposed here.',
    wholeReport: 'Open the whole report',
  },
  residual: {
    caption: 'Norms of the residual, and their floor: what the reference solver itself leaves on this grid',
    measure: 'Measure',
    raw: 'Raw',
    refined: 'Refined',
    residual: 'Residual',
    floor: 'Floor',
    floorHint: 'What the reference solver itself leaves on this grid',
    inUnit: (unit: string) => `In ${unit}.`,
    plainNumber: 'a plain number',
    measures: {
      l2Relative: {
        name: 'Relative L2',
        explanation:
          'What the field leaves of the equation in a typical cell, as a share of what the equation balances. Grid noise raises it strongly, so it is the strictest of these figures.',
      },
      l2: {
        name: 'L2',
        explanation: 'The same in the units of the source: the root mean square of the residual over all cells.',
      },
      hMinus1: {
        name: 'H',
        explanation:
          'The residual with its fine ripples weighed down, as the equation itself does. It follows the error of the solution much more closely than L2.',
      },
      max: {
        name: 'Largest',
        explanation: 'The residual of the worst cell. The residual map shows where that is.',
      },
      weak: {
        name: 'Weak form',
        explanation:
          'The residual averaged over small patches of the domain, each weighted smoothly. Ripples from cell to cell cancel in it; a misfit that covers a patch does not.',
      },
      boundary: {
        name: 'Boundary',
        explanation: 'How far the solution misses its prescribed value on the boundary, at worst.',
      },
      balance: {
        name: 'Balance',
        explanation:
          'What flows out through the boundary against what the source puts in, as a share of the latter. Zero means that nothing is lost.',
      },
      propagator: {
        name: 'Propagation',
        explanation:
          'How far the field strays from what the reference solver makes of its own first state, as a share of the field.',
      },
      endpoint: {
        name: 'Endpoints',
        explanation:
          'What the first and the last state leave of the equation when the time between them is one single step. This is what training sees; it does not become zero.',
      },
    },
  },
  chiSquare: {
    above: 'misses the sensors by more than their noise',
    below: 'follows the sensors more closely than their noise asks',
    fits: 'fits the sensors as well as their noise allows',
  },
  provenance: {
    title: 'Provenance',
    model: 'Model',
    provider: 'Provider',
    steps: 'Steps',
    network: 'Network',
    runs: (network: number, gradient: number) => `${network} runs, ${gradient} of its gradient, for each sample`,
    seed: 'Seed',
    samples: (count: number) => plural(count, 'sample', 'samples'),
    time: 'Time',
    timings: { load: 'load', infer: 'infer', refine: 'refine', total: 'total' },
    version: 'Version',
    file: 'Sensors',
    noSensors: 'none were used',
  },
  export: {
    title: 'Export',
    formats: {
      html: { label: 'Report', title: 'Report to print or send: one HTML file' },
      npz: { label: 'NPZ', title: 'All arrays for NumPy' },
      vti: { label: 'VTI', title: 'Image data for ParaView' },
      json: { label: 'JSON', title: 'Request, norms, misfits and provenance' },
      zip: { label: 'All', title: 'Everything in one ZIP file' },
    },
    failed: 'The export failed',
    saved: (file: string, size: string) => `${file} saved, ${size}`,
    ofSample: 'Of this sample: it carries its residual report.',
    nothing: 'A field can be saved here as arrays, for ParaView, or as a report.',
    notKept: 'The history could not keep this reconstruction. Export it: it is gone when the engine ends.',
  },
  page: {
    empty: 'Nothing to report yet',
    emptyHint: 'The report is on the field that Solve shows. Draw a sample there, or reconstruct one from sensors.',
    toSolve: 'Go to Solve',
    of: 'Report of',
    sample: 'Sample',
    reconstruction: 'Reconstruction',
    contents: 'Contents',
    sampleTitle: (problem: string) => `${problem}: a sample of the model`,
    solutionTitle: (problem: string, count: number) => `${problem}: fields from ${plural(count, 'sensor', 'sensors')}`,
    print: 'Print the report',
    copyRequest: 'Copy the request',
    request: 'Request',
    requestHint: 'What was asked for. The same request gives the same fields on the same provider.',
    copied: 'Copied',
    stale: 'The field is being drawn anew; this is the last one.',
    outdated: 'Settings have been changed since: this is the reconstruction as it was asked for then.',
  },
  headline: {
    good: 'Sound',
    fair: 'Approximate',
    alarmed: 'Do not rely on it',
    askedSample: (problem: string, seed: number) =>
      `One draw of the model for ${problem}, seed ${seed}; no sensors were used.`,
    askedNothing: 'Nothing was measured: the fields are what the model expects for these parameters.',
    asked: (task: string, count: number, fields: string, samples: number) =>
      `${task} from ${plural(count, 'sensor', 'sensors')} on ${fields}, by ${plural(samples, 'fit', 'fits')}.`,
    solved: 'The fields obey the discrete equation as closely as the reference solver does.',
    leaves: (share: Share) => `The fields leave ${share} of what the equation balances.`,
    errorOff: (sought: string, share: Share) =>
      `${sought} is ${share} off the reference solution for the same given data.`,
    sensors: (what: string) => `The field ${what}.`,
    distrustPrior: 'The measurements are unlike the fields that the model was trained on; do not rely on these fields.',
    distrustMisfit: 'The fields miss the sensors by more than the assumed noise explains; check noise and parameters.',
    distrustOutside: (names: string) => `Beyond what the model was trained on: ${names}.`,
    distrustAway: 'Away from the sensors only the spread tells how well the fields are known.',
    distrustSpread: 'A single fit has no spread: how well the fields are known is not measured.',
    distrustSample: 'It is as likely as other draws, not a measured field; another seed gives another one.',
    distrustRaw: 'The fields are the network’s own: an approximation of the equation’s solution.',
  },
  figures: {
    sensors: 'Sensors',
    samples: 'Samples',
    residual: 'Residual, relative',
    floor: 'Its floor',
    error: 'Off the reference solution',
    misfit: 'Misfit / noise, RMS',
    time: 'Time',
  },
  sections: {
    fields: 'Fields',
    sensors: 'Sensors and misfit',
    versions: 'Raw beside refined',
    residual: 'Residual',
    next: 'Next sensors',
    parameters: 'Parameters',
    assumptions: 'Assumptions',
    provenance: 'Provenance',
    request: 'Request',
  },
  pictures: {
    mean: (name: string) => `${name}, mean`,
    deviation: (name: string) => `${name}, standard deviation`,
    rawMean: (name: string) => `${name}, raw mean`,
    change: (name: string) => `${name}, refined less raw`,
    residual: 'Residual',
    residualHint: 'What the fields leave of the equation, cell by cell. White: it holds.',
    meanHint: 'Dots are the sensors, coloured by their misfit.',
    deviationHint: (count: number) => `Over ${plural(count, 'sample', 'samples')}.`,
    placesHint: 'Numbers mark the next sensors.',
    sampleHint: 'As the model draws it.',
    rawHint: 'As the network has it.',
    changeHint: 'What the physics has changed.',
    range: (minimum: string, maximum: string) => `from ${minimum} to ${maximum}`,
    loading: 'Fetching the raw fields',
    failed: 'The raw fields cannot be fetched',
  },
  misfits: {
    histogram: 'Misfit in units of the noise',
    histogramHint: 'Bars: sensors; line: the standard normal.',
    axis: '(prediction − measurement) / noise',
    outside: (outside: number, count: number, share: Share) =>
      `More than two noise standard deviations off: ${outside} of ${plural(count, 'sensor', 'sensors')} (${share}; of honest noise, 4.6 %).`,
    bin: (from: string, to: string, count: number) => `${from} to ${to}: ${plural(count, 'sensor', 'sensors')}`,
    tableCaption: 'Sensors by their misfit in units of the noise',
    from: 'From',
    to: 'To',
    count: 'Sensors',
  },
  versions: {
    measure: 'Measure',
    rms: (name: string) => `RMS misfit, ${name}`,
    chiSquare: 'Mean square misfit in noise variances',
    exact: 'Largest miss of an exact value',
    residual: 'Residual, relative',
    error: (sought: string) => `${sought} off the reference solution`,
  },
  parameters: {
    name: 'Parameter',
    symbol: 'Symbol',
    value: 'Value',
    trained: 'Trained on',
    unit: 'Unit',
    range: (minimum: string, maximum: string) => `${minimum} to ${maximum}`,
    outside: 'outside',
  },
  assumptions: {
    trained:
      'The fields are of the kind that the model was trained on, with the parameters above. Where the measurements tell that they are not, an alarm stands at the head of this report; away from the sensors nothing can tell.',
    drawn: 'The fields are what the model has learned of such fields, not what was measured anywhere.',
    noiseStated: 'The noise of every sensor is the one that is stated with it, independent of the others.',
    noiseAssumed:
      'Where no noise is stated, it was assumed by the solve or estimated by it; it is taken to be independent from sensor to sensor.',
    spread: (count: number) =>
      `Standard deviations are of ${plural(count, 'fit', 'fits')}, each to measurements with noise of its own, and are spread by factors measured on cases of known fields.`,
    single: 'A single fit was made: the standard deviations are zero and say nothing of the error.',
    grid: (nx: number, ny: number) =>
      `Residuals are those of the discrete equation on ${nx} × ${ny} samples; they say nothing of what the grid does not resolve.`,
    refined: (given: string, sought: string) =>
      `Refining fits the ${given} to the measurements through the reference solver and takes the ${sought} from that solver. It removes the residual, not the error that is left in the ${given}.`,
    raw: 'The fields are the network’s own; nothing was refined.',
  },
  commands: {
    print: 'Print the report',
    copyRequest: 'Copy the request as JSON',
    save: (format: string) => `Export: ${format}`,
  },
}
