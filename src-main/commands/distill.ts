import { join, resolve } from 'node:path'
import { readConfiguration, studentConfigurationSchema } from '../distillation/configuration'
import { TrainingRun } from '../distillation/run-directory'
import { distilInto } from '../engine/training/distillation'
import { openPackage } from '../library/package'
import { defineCommand } from './command'
import { observe, readConfigurationFile, reportStop, reportPackage, trainingOptions } from './training'

export const distillCommand = defineCommand({
  name: 'distill',
  summary: 'Distil a teacher into a student of one to four steps by Phys-Instruct and package it.',
  options: {
    ...trainingOptions,
    teacher: { kind: 'string', required: true, placeholder: 'DIR', summary: 'Model package of the teacher.' },
  },
  async run({ config, run: directory, resume, out, teacher: teacherDirectory }, context) {
    const configuration = readConfiguration(studentConfigurationSchema, await readConfigurationFile(config), config)
    const teacher = await openPackage(resolve(teacherDirectory))
    const identity = { id: teacher.manifest.id, sha256: teacher.sha256 }
    const run = await TrainingRun.open(directory, configuration, resume, observe(context), identity)
    const target = out ?? join(directory, 'package')
    const manifest = await distilInto(target, configuration, teacher, run)
    if (manifest) reportPackage(manifest, target, context)
    else reportStop(directory, context)
  },
})
