import { basename, resolve } from 'node:path'
import { observationCount } from '../field/observations'
import { checkFileWritable, writeFileAtomic } from '../formats/atomic'
import { previewObservations } from '../formats/observations/preview'
import { readObservations } from '../formats/observations/read'
import { writeObservationsCsv } from '../formats/observations/write-csv'
import { problemById } from '../problems/library'
import { defineCommand } from './command'
import { askedMapping, mappingOptions } from './mapping-option'
import { previewLines } from './observation-lines'
import { readInput } from './read-input'

/** What `readInput` says of an observation file that is not there. */
export const unreadable = {
  code: 'observations-unreadable',
  what: 'the observation file cannot be read',
  form: 'CSV, TSV, JSON, NPY or NPZ',
}

export const observationsCommand = defineCommand({
  name: 'observations',
  summary: 'Show how a file of measurements would be read, and what is wrong with it; write it in the native form.',
  options: {
    file: {
      kind: 'string',
      positional: true,
      required: true,
      placeholder: 'FILE',
      summary: 'Measurements as CSV, TSV, JSON, GeoJSON, NPY or NPZ.',
    },
    problem: {
      kind: 'string',
      required: true,
      placeholder: 'NAME',
      summary: 'Problem, as listed by fieldsmith problems.',
    },
    ...mappingOptions,
    out: {
      kind: 'string',
      placeholder: 'FILE.csv',
      summary: 'Write the measurements in the native form: field,x,y,value[,sigma][,shape,x2,y2].',
    },
  },
  async run({ file, problem: id, map, mapping: mappingFile, out }, context) {
    const problem = problemById(id)
    const bytes = await readInput(file, unreadable)
    const fileName = basename(file)
    const mapping = await askedMapping({ map, mapping: mappingFile }, bytes, fileName, problem)
    const preview = previewObservations(bytes, fileName, problem, mapping)
    for (const line of previewLines(preview, fileName, problem)) context.print(line)
    if (out !== undefined) {
      await checkFileWritable(resolve(out))
      const { table } = readObservations(bytes, fileName, problem, mapping)
      await writeFileAtomic(resolve(out), writeObservationsCsv(table, problem))
      context.print(`${observationCount(table)} measurements in ${out}`)
    }
    context.report({ schema: 'fieldsmith.observations/1', problem: id, file: fileName, ...preview })
  },
})
