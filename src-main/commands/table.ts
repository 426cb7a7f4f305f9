import type { Command } from './command'

/** A row of `fieldsmith --help`. Commands load on demand, so that each starts without paying for the others. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'problems',
    summary: 'Show the problems: fields, parameters, and what each norm of the residual measures.',
    load: async () => (await import('./problems')).problemsCommand,
  },
  {
    name: 'dataset',
    summary: 'Draw a data set of coefficients and reference solutions of a problem.',
    load: async () => (await import('./dataset')).datasetCommand,
  },
  {
    name: 'generate',
    summary: 'Draw one sample of all fields of a problem from its student, certified.',
    load: async () => (await import('./generate')).generateCommand,
  },
  {
    name: 'solve',
    summary: 'Reconstruct all fields of a problem from a file of measurements.',
    load: async () => (await import('./solve')).solveCommand,
  },
  {
    name: 'observations',
    summary: 'Show how a file of measurements would be read, and what is wrong with it; write it in the native form.',
    load: async () => (await import('./observations')).observationsCommand,
  },
  {
    name: 'train-teacher',
    summary: 'Train a diffusion teacher on fields of a problem and package it.',
    load: async () => (await import('./train-teacher')).trainTeacherCommand,
  },
  {
    name: 'distill',
    summary: 'Distil a teacher into a student of one to four steps by Phys-Instruct and package it.',
    load: async () => (await import('./distill')).distillCommand,
  },
  {
    name: 'fine-tune-physics',
    summary: 'Fine-tune a teacher by its residual (PIDM) into a baseline of the benchmark.',
    load: async () => (await import('./fine-tune')).fineTuneCommand,
  },
  {
    name: 'models',
    summary: 'List the models, and verify, import, export, remove or restore one.',
    load: async () => (await import('./models')).modelsCommand,
  },
  {
    name: 'promote',
    summary: 'Make a student the model in use of its problem: a package, a training run, or a model of the library.',
    load: async () => (await import('./promote')).promoteCommand,
  },
  {
    name: 'discard',
    summary: 'Delete a promoted model or a training run; its problem falls back to the shipped model.',
    load: async () => (await import('./discard')).discardCommand,
  },
  {
    name: 'hardware',
    summary: 'Show what this machine computes on, and measure a model on each of its providers.',
    load: async () => (await import('./hardware')).hardwareCommand,
  },
  {
    name: 'gradient',
    summary: 'Differentiate an ONNX model: the gradient of sum(output * seed) by weights and inputs.',
    load: async () => (await import('./gradient')).gradientCommand,
  },
  {
    name: 'benchmark',
    summary: 'Measure speed and accuracy on this machine, beside peers.',
    load: async () => (await import('./benchmark')).benchmarkCommand,
  },
  {
    name: 'serve',
    summary: 'Serve the app on the loopback address, for a browser.',
    load: async () => (await import('./serve')).serveCommand,
  },
]
