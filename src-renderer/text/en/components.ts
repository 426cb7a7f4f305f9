export const components = {
  notANumber: 'not a number',
  remaining: { moment: 'a moment left', about: (time: string) => `about ${time} left` },
  entry: {
    wholeFrom: (from: string, to: string) => `A whole number from ${from} to ${to}`,
    numberFrom: (from: string, to: string) => `A number from ${from} to ${to}`,
  },
  stepper: {
    previous: (label: string) => `${label}: previous`,
    next: (label: string) => `${label}: next`,
  },
  confirm: { keep: 'Keep it' },
  slider: {
    logarithmic: 'Logarithmic scale',
    usual: (value: string) => `Mark: usual value ${value}`,
    reset: (value: string) => `Reset to ${value}`,
    resetNamed: (name: string, value: string) => `Reset ${name} to ${value}`,
    inUnit: (name: string, unit: string) => `${name} in ${unit}`,
    outside: (from: string, to: string) => `Outside what the model was trained on, ${from} to ${to}`,
    beyond: 'Beyond the slider; the model scales to it exactly',
  },
}
