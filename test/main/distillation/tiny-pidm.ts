/** Fine-tuning of a tiny Darcy denoiser by its residual. */
import { fineTunePhysics } from '../../../src-main/distillation/pidm'
import type { PidmConfiguration } from '../../../src-main/distillation/pidm-configuration'
import { TrainingRun } from '../../../src-main/distillation/run-directory'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { observer, type RunOptions } from './tiny-run'

export const pidmConfiguration: PidmConfiguration = {
  schema: 'fieldsmith.pidm/1',
  id: 'tiny-pidm',
  seed: 1,
  data: { training: 32, validation: 4 },
  noise: { logMean: -1, logDeviation: 1, minimum: 0.002, maximum: 80 },
  batch: 3,
  steps: 6,
  rate: { peak: 0.001, warmup: 1 },
  averageDecay: 0.9,
  residual: { share: 0.5, leastVariance: 0.01 },
  checkpointSteps: 2,
}

export async function runPidm(
  directory: string,
  network: PackagedNetwork,
  { resume = false, onStep = () => {}, configuration = {} }: RunOptions<PidmConfiguration> = {},
): Promise<'finished' | 'stopped'> {
  const whole = { ...pidmConfiguration, ...configuration }
  const watch = observer('Fine-tuning by the residual', whole.steps, onStep)
  return fineTunePhysics(whole, darcy, network, await TrainingRun.open(directory, whole, resume, watch))
}
