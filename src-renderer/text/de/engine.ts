import type { engine as en } from '../en/engine'
import { problems } from './problems'

const unlike = (how: string): string =>
  `Die gemessenen Werte sind ${how} als in Feldern wie denen, mit denen das Modell trainiert wurde.`
const check = (what: string): string =>
  `${what} prüfen und nach Ausreißern suchen; sind sie richtig, gleicht das Feld den Trainingsdaten nicht, und dem Ergebnis ist nicht zu trauen.`

export const engine: typeof en = {
  names: {
    'Darcy flow': 'Darcy-Strömung',
    'Darcy flow, lognormal': 'Darcy-Strömung, lognormal',
    "Poisson's equation": 'Poisson-Gleichung',
    'Helmholtz equation': 'Helmholtz-Gleichung',
    'Burgers equation': 'Burgers-Gleichung',
    'Navier-Stokes (vorticity)': 'Navier-Stokes (Wirbelstärke)',
    'Heat conduction': 'Wärmeleitung',

    Transmissivity: 'Transmissivität',
    'Pressure head': 'Druckhöhe',
    Source: 'Quellterm',
    Potential: 'Potential',
    'Wave amplitude': 'Wellenamplitude',
    Velocity: 'Geschwindigkeit',
    'Vorticity at the start': 'Wirbelstärke am Anfang',
    'Vorticity at the end': 'Wirbelstärke am Ende',
    'Temperature at the start': 'Temperatur am Anfang',
    'Temperature at the end': 'Temperatur am Ende',
    Residual: 'Residuum',
    Flux: 'Fluss',
    'Heat flux': 'Wärmestrom',

    'Permeability, low': 'Durchlässigkeit, niedrig',
    'Permeability, high': 'Durchlässigkeit, hoch',
    'Permeability, geometric mean': 'Durchlässigkeit, geometrisches Mittel',
    'Standard deviation of ln a': 'Standardabweichung von ln a',
    'Correlation length': 'Korrelationslänge',
    'Source strength': 'Quellstärke',
    'Source amplitude': 'Quellamplitude',
    'Wave number': 'Wellenzahl',
    Viscosity: 'Viskosität',
    'Forcing amplitude': 'Antriebsamplitude',
    Duration: 'Dauer',
    Diffusivity: 'Temperaturleitfähigkeit',

    // Words within equations.
    'on the boundary': 'auf dem Rand',
    for: 'für',
    '(periodic)': '(periodisch)',

    Starting: 'Beginnt',
    Damaged: 'Beschädigt',
    'Reading the observations': 'Messungen werden gelesen',
    'Fitting latents': 'Latente Größen werden angepasst',
    'Refining with the reference solver': 'Verfeinerung mit dem Referenzlöser',
    Certifying: 'Zertifizierung',
    'Following the flow': 'Die Strömung wird verfolgt',
    'Reading the files': 'Dateien werden gelesen',
    'Loading the model': 'Das Modell wird geladen',
    'Running the model': 'Das Modell wird ausgeführt',
    'Certifying a sample': 'Eine Stichprobe wird zertifiziert',
    'Measuring the providers': 'Die Provider werden gemessen',
    'Drawing training fields': 'Trainingsfelder werden gezogen',
    'Drawing validation fields': 'Validierungsfelder werden gezogen',
    'Drawing held-out fields': 'Testfelder werden gezogen',
    'Training by Adam': 'Training mit Adam',
    'Training by L-BFGS': 'Training mit L-BFGS',
    'Training the teacher': 'Der Lehrer wird trainiert',
    'Measuring the teacher': 'Der Lehrer wird gemessen',
    'Distilling the student': 'Der Schüler wird destilliert',
    'Measuring the student': 'Der Schüler wird gemessen',
    'misfit per point': 'Abweichung je Punkt',

    'The model does not know such measurements': 'Das Modell kennt solche Messungen nicht',
    'The fields miss the measurements': 'Die Felder verfehlen die Messungen',
    'The observed values are larger than in fields like those the model was trained on.': unlike('größer'),
    'The observed values are smaller than in fields like those the model was trained on.': unlike('kleiner'),
    'The observed values are more uneven in size than in fields like those the model was trained on.':
      unlike('ungleichmäßiger in der Größe'),
    'The observed values are more even in size than in fields like those the model was trained on.':
      unlike('gleichmäßiger in der Größe'),
    'The observed values are rougher than in fields like those the model was trained on.': unlike('rauer'),
    'The observed values are smoother than in fields like those the model was trained on.': unlike('glatter'),
    'Check the stated noise, and look for outliers; if they are right, the field is unlike the training data and the result should not be trusted.':
      check('Das angegebene Rauschen'),
    'Check the units, the columns and the sliders, and look for outliers; if they are right, the field is unlike the training data and the result should not be trusted.':
      check('Einheiten, Spalten und Regler'),
    'Look for outliers among the values, and state a larger noise or let it be estimated.':
      'Nach Ausreißern unter den Werten suchen und ein größeres Rauschen angeben oder es schätzen lassen.',
  },
  // Nouns keep their capital.
  within: (name) => name,
  missesBy: (times) => `Die angepassten Felder verfehlen die gemessenen Werte um das ${times}-Fache ihres Rauschens.`,
  problems,
}
