import { TrainingRegistry } from '../engine/training/registry'
import { places } from '../library/collection'
import { discardModel } from '../library/promotion'
import { defineCommand } from './command'

export const discardCommand = defineCommand({
  name: 'discard',
  summary: 'Delete a promoted model or a training run; its problem falls back to the shipped model.',
  options: {
    model: {
      kind: 'string',
      required: true,
      positional: true,
      placeholder: 'ID',
      summary: 'Name of a training run or of a promoted model.',
    },
  },
  async run({ model }, context) {
    const registry = new TrainingRegistry()
    if (await registry.has(model)) await registry.discard(model)
    else await discardModel(places(), model)
    context.print(`${model} is deleted`)
    context.report({ schema: 'fieldsmith.discard/1', id: model })
  },
})
