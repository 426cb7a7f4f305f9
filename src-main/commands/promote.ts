import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TrainingRegistry } from '../engine/training/registry'
import { places } from '../library/collection'
import { manifestName, type ModelManifest } from '../library/manifest'
import { readManifest } from '../library/package'
import { promotePackage, putModelToUse } from '../library/promotion'
import { defineCommand } from './command'

export const promoteCommand = defineCommand({
  name: 'promote',
  summary: 'Make a student the model in use of its problem: a package, a training run, or a model of the library.',
  options: {
    model: {
      kind: 'string',
      required: true,
      positional: true,
      placeholder: 'DIR|ID',
      summary: 'Directory of a package, or the name of a training run or a model.',
    },
  },
  async run({ model }, context) {
    const { id, problem } = await promote(model)
    context.print(`${id} is in use for ${problem}`)
    context.report({ schema: 'fieldsmith.promotion/1', id, problem })
  },
})

async function promote(model: string): Promise<ModelManifest> {
  const where = places()
  if (existsSync(join(resolve(model), manifestName))) return promotePackage(where, resolve(model))
  const registry = new TrainingRegistry()
  if (!(await registry.has(model))) return putModelToUse(where, model)
  await registry.promote(model)
  return readManifest(registry.packageOf(model))
}
