import { basename, resolve } from 'node:path'
import { studentFor } from '../engine/students'
import { checkDirectoryWritable, writeDirectoryAtomic } from '../formats/atomic'
import { readObservations } from '../formats/observations/read'
import { checkParameters } from '../problems/parameters'
import { problemById } from '../problems/library'
import { solutionFiles } from '../report/solution-files'
import { reconstruct } from '../tasks/reconstruct'
import { defineCommand } from './command'
import { askedMapping, mappingOptions } from './mapping-option'
import { readNoise } from './noise-option'
import { mappingLine } from './observation-lines'
import { unreadable } from './observations'
import { readInput } from './read-input'
import { solutionLines } from './solution-lines'
import { noteOutsideTraining } from './training-range'

export const solveCommand = defineCommand({
  name: 'solve',
  summary: 'Reconstruct all fields of a problem from a file of measurements.',
  options: {
    problem: {
      kind: 'string',
      required: true,
      placeholder: 'NAME',
      summary: 'Problem, as listed by fieldsmith problems.',
    },
    observations: {
      kind: 'string',
      required: true,
      placeholder: 'FILE',
      summary: 'Measurements: CSV with the header field,x,y,value[,sigma][,shape,x2,y2], or TSV, JSON, NPY or NPZ.',
    },
    ...mappingOptions,
    out: { kind: 'string', required: true, placeholder: 'DIR', summary: 'Directory of the solution.' },
    samples: { kind: 'integer', default: 8, minimum: 1, maximum: 64, summary: 'Members of the ensemble.' },
    seed: {
      kind: 'integer',
      default: 7,
      minimum: 0,
      summary: 'Seed of the ensemble; the same seed gives the same bytes.',
    },
    noise: {
      kind: 'string',
      default: '1%',
      placeholder: 'LEVEL',
      summary: 'Noise where the file states none: a share of the RMS value (0.05, 5%), or estimate.',
    },
    steps: {
      kind: 'integer',
      default: 1,
      minimum: 1,
      maximum: 4,
      summary: 'Sampling steps of the model that is fitted.',
    },
    param: {
      kind: 'assignments',
      placeholder: 'NAME=VALUE',
      summary: 'A parameter of the problem; the rest keep their defaults.',
    },
    refine: { kind: 'boolean', default: true, summary: 'Polish the solution with the reference solver.' },
    model: { kind: 'string', placeholder: 'ID', summary: 'A particular student package.' },
  },
  async run(
    { problem: id, observations: file, map, mapping: mappingFile, out, noise, param, model, ...asked },
    context,
  ) {
    const problem = problemById(id)
    const parameters = checkParameters(problem, param)
    const choice = readNoise(noise)
    const bytes = await readInput(file, unreadable)
    const asks = await askedMapping({ map, mapping: mappingFile }, bytes, basename(file), problem)
    const { table: observations, mapping, native } = readObservations(bytes, basename(file), problem, asks)
    if (!native) context.note(mappingLine(mapping, basename(file), problem))
    await checkDirectoryWritable(resolve(out))
    const { student, loadMs } = await studentFor(id, model)
    noteOutsideTraining(problem, parameters, context)
    const solution = await reconstruct({
      student,
      loadMs,
      parameters,
      observations,
      observationFile: basename(file),
      noise: choice,
      ...asked,
      onProgress: (progress) => context.progress(progress),
      signal: context.signal,
    })
    await writeDirectoryAtomic(resolve(out), solutionFiles(solution))
    const { files, timingsMs } = solution.document
    for (const line of solutionLines(problem, solution.grid, solution.document)) context.print(line)
    context.print(`${files.join(', ')} in ${out}, ${(timingsMs.total / 1e3).toFixed(1)} s`)
    context.report(solution.document)
  },
})
