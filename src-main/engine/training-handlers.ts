import type { Handlers } from '../contract/server'
import type { trainingCalls } from '../contract/calls'
import { Failure } from '../field/failure'

type TrainingHandlers = Pick<Handlers, keyof typeof trainingCalls>

/** The calls of the training view, answered. */
export function trainingHandlers(): TrainingHandlers {
  const refuse = () => {
    throw new Failure({ code: 'training-unavailable', kind: 'usage', what: 'this engine starts no training' })
  }
  return {
    async listTraining() {
      return { teachers: [], runs: [] }
    },
    startTraining: async () => refuse(),
    pauseTraining: async () => refuse(),
    resumeTraining: async () => refuse(),
    cancelTraining: async () => refuse(),
    trainingStatus: async () => refuse(),
    compareTraining: async () => refuse(),
    promoteTraining: async () => refuse(),
    discardTraining: async () => refuse(),
  }
}
