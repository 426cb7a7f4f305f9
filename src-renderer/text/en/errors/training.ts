import { sameAdvice } from './words'

/** Training runs. */
export const trainingErrors = {
  'training-unavailable': {
    what: 'Training is not possible here.',
    means: 'The program that trains is missing from the installation.',
    todo: 'Install Fieldsmith again, or build it again.',
  },
  'training-diverged': {
    what: 'Training went astray: a gradient is no longer finite.',
    means: 'The run has stopped. Its last checkpoint is kept.',
    todo: 'Start a new run with a smaller learning rate.',
  },
  'distillation-collapsed': {
    what: 'The student lost the variety of its samples.',
    means: 'The run was ended before it cost more time. Its last checkpoint is kept.',
    todo: 'Start a new run with a smaller weight of the residual or a smaller learning rate.',
  },
  'training-process-lost': {
    what: 'The process that trains ended unasked.',
    means: 'The run is paused at its last checkpoint.',
    todo: 'Resume it. If that happens again, free memory on this machine.',
  },
  'training-unattended': {
    what: 'Nobody attended to the run.',
    means: 'It stopped with a checkpoint, so that nothing computes behind a closed app.',
    todo: 'Resume it.',
  },
  'training-stopped': {
    what: 'The run was asked to stop.',
    means: 'It is paused at its last checkpoint.',
    todo: 'Resume it whenever you want to.',
  },
  'run-unknown': {
    what: 'There is no such training run.',
    means: 'It was discarded, perhaps in another window.',
    todo: 'Choose another run.',
  },
  'run-state': {
    what: 'The run cannot do that now.',
    means: 'Its state has changed, perhaps in another window. Nothing was done.',
    todo: 'Look at the state of the run, and try again.',
  },
  'run-damaged': {
    what: 'A file of the training run cannot be read.',
    means: 'The run cannot go on.',
    todo: 'Discard the run, and start it again.',
  },
  'name-taken': {
    what: 'The name is taken.',
    means: 'Another run or model has it. Nothing was started.',
    todo: 'Choose another name.',
  },
  'teacher-not-found': {
    what: 'The teacher is not there.',
    means: 'Its package was removed or changed, so the run cannot start or go on.',
    todo: 'Import the teacher again, or choose another one.',
  },
  'recipe-missing': {
    what: 'There is no recipe for students of this problem.',
    means: 'No shipped student says how it was distilled.',
    todo: 'Choose a teacher of another problem, or distil by the command line with a configuration of your own.',
  },
  ...sameAdvice(
    {
      'checkpoint-foreign': 'The checkpoint is none of a training run.',
      'checkpoint-incomplete': 'The checkpoint is incomplete.',
      'checkpoint-network': 'The checkpoint belongs to another network.',
      'run-missing': 'There is no checkpoint to resume from.',
      'run-exists': 'The folder of the run holds a checkpoint already.',
      'run-configuration': 'The run was started with another configuration.',
      'run-teacher': 'The run was started with another teacher.',
    },
    {
      means: 'The run cannot be resumed from what lies in its folder.',
      todo: 'Discard the run, and start it again.',
    },
  ),
  ...sameAdvice(
    {
      'configuration-json': 'The configuration is no JSON document.',
      'configuration-entry': 'An entry of the configuration is wrong.',
      'dataset-too-large': 'The data set would be too large.',
      'too-few-samples': 'There are too few samples to learn from.',
    },
    {
      means: 'The run cannot start as it is configured.',
      todo: 'Correct the entry that stands in the details, and start it again.',
    },
  ),
}
