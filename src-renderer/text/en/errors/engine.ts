import { sameAdvice } from './words'

/** The engine itself, and the way to it. */
export const engineErrors = {
  'engine-lost': {
    what: 'The engine stopped before it answered.',
    means: 'It is being started again. What you have set and opened is still here, this answer is not.',
    todo: 'Try again. If it stops each time, ask for fewer samples or another provider in the library.',
  },
  internal: {
    what: 'The engine made a mistake of its own.',
    means: 'This is a defect of Fieldsmith, not of your data. Other work is not affected.',
    todo: 'Try again with other settings, and report it with the details below.',
  },
  interface: {
    what: 'The window made a mistake of its own.',
    means: 'This is a defect of Fieldsmith, not of your data. What you have opened is still here.',
    todo: 'Try again, and report it with the details below.',
  },
  cancelled: {
    what: 'It was cancelled.',
    means: 'Nothing was changed.',
    todo: 'Start it again whenever you want to.',
  },
  ...sameAdvice(
    {
      'bad-request': 'The engine did not understand the window.',
      'bad-answer': 'The window did not understand the engine.',
      'unknown-call': 'The engine does not know what the window asked for.',
    },
    {
      means: 'Window and engine are probably of different versions. Nothing was changed.',
      todo: 'Load the window again. If that does not help, start Fieldsmith again.',
    },
  ),
  'too-many-calls': {
    what: 'Too much was asked of the engine at once.',
    means: 'Other windows may be using the same engine. Nothing was changed.',
    todo: 'Wait until the work at hand is done, then try again.',
  },
  'worker-lost': {
    what: 'A helper process ended before it was done.',
    means: 'The memory of the machine may be used up. Nothing was written.',
    todo: 'Close other programs, or ask for fewer samples, and try again.',
  },
  'threads-invalid': {
    what: 'The number of threads cannot be used.',
    means: 'The engine computes with a number of threads that FIELDSMITH_THREADS sets.',
    todo: 'Set FIELDSMITH_THREADS to a whole number from 1, or remove it, and start Fieldsmith again.',
  },
  'provider-refused': {
    what: 'The provider asked for does not work on this machine.',
    means: 'Its check failed, or a library that it needs is missing. Nothing was computed.',
    todo: 'Choose another provider in the library, where the reason of each refusal stands.',
  },
  'provider-choice-damaged': {
    what: 'The choice of a provider cannot be read.',
    means: 'The most capable one is used instead.',
    todo: 'Choose the provider again in the library.',
  },
}
