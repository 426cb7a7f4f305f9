import { resolve } from 'node:path'
import { studentFor } from '../engine/students'
import { coordinates } from '../field/grid'
import { checkFileWritable, writeFileAtomic } from '../formats/atomic'
import type { NpyArray } from '../formats/npy'
import { writeNpz } from '../formats/npz'
import { problemById } from '../problems/library'
import { checkParameters } from '../problems/parameters'
import { fieldOfRole, nameOfGiven } from '../problems/problem'
import { generate } from '../tasks/generate'
import { defineCommand } from './command'

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
    out: { kind: 'string', required: true, placeholder: 'FILE.npz', summary: 'NumPy archive to write.' },
  },
  async run({ problem: id, steps, seed, param, model, out }, context) {
    const problem = problemById(id)
    const parameters = checkParameters(problem, param)
    const path = resolve(out)
    await checkFileWritable(path)
    const { student } = await studentFor(id, model)
    const { fields, certificate, inferMs } = await generate(student, parameters, seed, steps)
    const grid = problem.grid(student.size)
    const shape = [grid.ny, grid.nx]
    const arrays: Record<string, NpyArray> = {
      ...Object.fromEntries(Object.entries(fields).map(([key, data]) => [key, { shape, data }])),
      residual: { shape, data: certificate.map },
      [grid.symbols.x]: { shape: [grid.nx], data: coordinates(grid, 'x') },
      [grid.symbols.y]: { shape: [grid.ny], data: coordinates(grid, 'y') },
    }
    await writeFileAtomic(path, writeNpz(arrays))
    const { l2Relative, floor, solutionError } = certificate.norms
    const sought = fieldOfRole(problem, 'solution').name
    context.print(`residual ${l2Relative.toPrecision(3)} of the source in L2, floor ${floor.l2Relative.toPrecision(3)}`)
    context.print(
      `${sought} ${Number((100 * solutionError.relative).toPrecision(2))} % off the reference solution for the same ${nameOfGiven(problem)}`,
    )
    context.print(`${Object.keys(arrays).join(', ')} in ${out}, ${inferMs.toFixed(1)} ms in the network`)
    context.report({
      schema: 'fieldsmith.sample/1',
      problem: id,
      model: { id: student.model.manifest.id, sha256: student.model.sha256 },
      provider: student.provider,
      parameters: { ...parameters },
      seed,
      steps,
      residual: certificate.norms,
      inferMs,
      file: path,
    })
  },
})
