import { basename, dirname, extname, resolve } from 'node:path'
import { studentFor } from '../engine/students'
import { checkDirectoryWritable, checkFileWritable, writeDirectoryAtomic, writeFileAtomic } from '../formats/atomic'
import { problemById } from '../problems/library'
import { checkParameters } from '../problems/parameters'
import { fieldOfRole, nameOfGiven } from '../problems/problem'
import { sampleFiles, sampleNpz } from '../report/sample-files'
import { drawSample } from '../tasks/generate'
import { defineCommand } from './command'
import { noteOutsideTraining } from './training-range'

export const generateCommand = defineCommand({
  name: 'generate',
  summary: 'Draw one sample of all fields of a problem from its student, certified.',
  options: {
    problem: { kind: 'string', required: true, placeholder: 'ID', summary: 'The problem, as listed by `problems`.' },
    steps: { kind: 'integer', default: 1, minimum: 1, summary: 'Steps of the student, as many as it serves.' },
    seed: { kind: 'integer', default: 7, minimum: 0, summary: 'Seed; the same seed gives the same bytes.' },
    param: {
      kind: 'assignments',
      placeholder: 'NAME=VALUE',
      summary: 'A parameter of the problem; the rest keep their defaults.',
    },
    model: { kind: 'string', placeholder: 'ID', summary: 'A particular student package.' },
    out: {
      kind: 'string',
      required: true,
      placeholder: 'DIR|FILE.npz',
      summary: 'Directory of all files with their report; or a NumPy archive alone.',
    },
  },
  async run({ problem: id, steps, seed, param, model, out }, context) {
    const problem = problemById(id)
    const parameters = checkParameters(problem, param)
    const path = resolve(out)
    const archiveAlone = extname(path) === '.npz'
    await (archiveAlone ? checkFileWritable(path) : checkDirectoryWritable(path))
    const { student } = await studentFor(id, model)
    noteOutsideTraining(problem, parameters, context)
    const { sample, inferMs } = await drawSample(student, parameters, seed, steps)
    if (archiveAlone) await writeFileAtomic(path, sampleNpz(sample))
    else await writeDirectoryAtomic(path, sampleFiles(sample))
    const { l2Relative, floor, solutionError } = sample.document.residual
    const sought = fieldOfRole(problem, 'solution').name
    context.print(`residual ${l2Relative.toPrecision(3)} of the source in L2, floor ${floor.l2Relative.toPrecision(3)}`)
    context.print(
      `${sought} ${Number((100 * solutionError.relative).toPrecision(2))} % off the reference solution for the same ${nameOfGiven(problem)}`,
    )
    const files = archiveAlone ? [basename(path)] : sample.document.files
    context.print(
      `${files.join(', ')} in ${archiveAlone ? dirname(path) : path}, ${inferMs.toFixed(1)} ms in the network`,
    )
    context.report({ ...sample.document, files, inferMs, out: path })
  },
})
