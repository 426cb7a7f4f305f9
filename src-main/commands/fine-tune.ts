import { join, resolve } from 'node:path'
import { readConfiguration } from '../distillation/configuration'
import { fineTunePhysics } from '../distillation/pidm'
import { pidmConfigurationSchema } from '../distillation/pidm-configuration'
import { packagePidm } from '../distillation/pidm-packaging'
import { TrainingRun } from '../distillation/run-directory'
import { unpackNetwork } from '../library/network'
import { openPackage, writePackage } from '../library/package'
import { problemById } from '../problems/library'
import { defineCommand } from './command'
import { observe, readConfigurationFile, reportPackage, reportStop, trainingOptions } from './training'

export const fineTuneCommand = defineCommand({
  name: 'fine-tune-physics',
  summary: 'Fine-tune a teacher by its residual (PIDM) into a baseline of the benchmark.',
  options: {
    ...trainingOptions,
    teacher: { kind: 'string', required: true, placeholder: 'DIR', summary: 'Model package of the teacher.' },
  },
  async run({ config, run: directory, resume, out, teacher: teacherDirectory }, context) {
    const configuration = readConfiguration(pidmConfigurationSchema, await readConfigurationFile(config), config)
    const teacher = await openPackage(resolve(teacherDirectory))
    const network = unpackNetwork(teacher, 'denoiser')
    const identity = { id: teacher.manifest.id, sha256: teacher.sha256 }
    const run = await TrainingRun.open(directory, configuration, resume, observe(context), identity)
    const problem = problemById(teacher.manifest.problem)
    if ((await fineTunePhysics(configuration, problem, network, run)) === 'stopped')
      return reportStop(directory, context)
    const target = out ?? join(directory, 'package')
    const draft = await packagePidm(configuration, teacher, network.configuration, run)
    reportPackage(await writePackage(target, draft), target, context)
  },
})
