import type { components as en } from '../en/components'

export const components: typeof en = {
  notANumber: 'keine Zahl',
  remaining: { moment: 'gleich fertig', about: (time) => `noch etwa ${time}` },
  entry: {
    wholeFrom: (from, to) => `Eine ganze Zahl von ${from} bis ${to}`,
    numberFrom: (from, to) => `Eine Zahl von ${from} bis ${to}`,
  },
  stepper: {
    previous: (label) => `${label}: zurück`,
    next: (label) => `${label}: weiter`,
  },
  confirm: { keep: 'Behalten' },
  slider: {
    logarithmic: 'Logarithmische Skala',
    usual: (value) => `Marke: üblicher Wert ${value}`,
    reset: (value) => `Auf ${value} zurücksetzen`,
    resetNamed: (name, value) => `${name} auf ${value} zurücksetzen`,
    inUnit: (name, unit) => `${name} in ${unit}`,
    outside: (from, to) => `Außerhalb des Trainingsbereichs des Modells, ${from} bis ${to}`,
    beyond: 'Jenseits des Reglers; das Modell skaliert exakt mit',
  },
}
