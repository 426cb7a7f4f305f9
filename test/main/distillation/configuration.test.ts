import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  optimiserOf,
  readConfiguration,
  studentConfigurationSchema,
  teacherConfigurationSchema,
} from '../../../src-main/distillation/configuration'
import { refusal } from '../refusal'
import { studentConfiguration } from './tiny-run'

const shipped = (id: string): string =>
  readFileSync(new URL(`../../../models/${id}/training.json`, import.meta.url), 'utf8')
const teacher = shipped('darcy-64-teacher')
const student = JSON.stringify(studentConfiguration)

type Json = Record<string, unknown>

/** The text with the entry at a path like `rate.peak` replaced. */
function changed(text: string, ...changes: readonly [path: string, value: unknown][]): string {
  const json = JSON.parse(text) as Json
  for (const [path, value] of changes) {
    const keys = path.split('.')
    const last = keys.pop()!
    const owner = keys.reduce((object, key) => object[key] as Json, json)
    owner[last] = value
  }
  return JSON.stringify(json)
}

const readTeacher = (text: string) => readConfiguration(teacherConfigurationSchema, text, 'teacher.json')
const readStudent = (text: string) => readConfiguration(studentConfigurationSchema, text, 'student.json')

describe('a training configuration', () => {
  test('that is shipped beside a model is read as it stands', () => {
    expect(readTeacher(teacher)).toEqual(JSON.parse(teacher))
    const recipe = shipped('darcy-64-student')
    expect(readStudent(recipe)).toEqual(JSON.parse(recipe))
  })

  test('may choose the optimiser; what it leaves out is filled in, what does not exist is refused', () => {
    const adamW = readTeacher(changed(teacher, ['optimiser', { kind: 'adam', weightDecay: 0.05 }]))
    expect(adamW.optimiser).toEqual({ kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.05 })
    const sgd = readStudent(changed(student, ['optimiser', { kind: 'sgd', momentum: 0.9 }]))
    expect(optimiserOf(sgd).memory).toEqual(['velocity'])
    expect(optimiserOf(readStudent(student)).memory).toEqual(['firstMoment', 'secondMoment'])
    for (const wrong of [{ kind: 'lion' }, { kind: 'sgd', beta1: 0.9 }, { kind: 'adam', beta2: 1 }]) {
      const { detail } = refusal(() => readTeacher(changed(teacher, ['optimiser', wrong])))
      expect(detail).toMatchObject({ code: 'configuration-entry', where: expect.stringMatching(/optimiser/) as string })
    }
  })

  test('reports every wrong entry at once, with its place', () => {
    const text = changed(
      teacher,
      ['steps', 0],
      ['rate.peak', 'high'],
      ['network.channels', []],
      ['id', 'Not An Id'],
      ['color', 'blue'],
    )
    const { detail, others } = refusal(() => readTeacher(text))
    expect(detail.kind).toBe('usage')
    const all = [detail, ...others]
    expect(all.map(({ code }) => code)).toEqual(all.map(() => 'configuration-entry'))
    const places = all.map(({ where }) => where)
    for (const place of ['steps', 'rate.peak', 'network.channels', 'id', 'top level']) {
      expect(places).toContain(`teacher.json, ${place}`)
    }
    expect(all.find(({ where }) => where?.endsWith('top level'))?.what).toMatch(/color/)
  })

  test('reports an entry that is missing', () => {
    expect(refusal(() => readStudent(changed(student, ['physics.norms', undefined]))).detail.where).toBe(
      'student.json, physics.norms',
    )
  })

  test.each<[string, unknown, string]>([
    ['noise.minimum', 100, 'noise'],
    ['network.blocks', [1, 1], 'network.blocks'],
    ['network.groupSize', 3, 'network.groupSize'],
    ['gridSize', 60, 'gridSize'],
    ['gaussian.block', 65, 'gaussian.block'],
    ['averageDecay', 1.5, 'averageDecay'],
    ['schema', 'fieldsmith.student/1', 'schema'],
    ['seed', -1, 'seed'],
  ])('of a teacher with %s = %j is refused at %s', (path, value, where) => {
    expect(refusal(() => readTeacher(changed(teacher, [path, value]))).detail.where).toBe(`teacher.json, ${where}`)
  })

  test.each<[string, unknown, string]>([
    ['noiseQuantiles', [0.8, 0.2], 'noiseQuantiles'],
    ['noiseQuantiles', [0.8, 1.2], 'noiseQuantiles.1'],
    ['physics.norms', { hMinus2: 0, hMinus1: 0, l2: 0 }, 'physics.norms'],
    ['physics.from', 1e6, 'physics'],
    ['collapse.minimum', 700, 'collapse'],
    ['levels.end', 0, 'levels.end'],
    ['levels.end', 1, 'levels'],
    ['maximumSteps', 9, 'maximumSteps'],
    ['gate', -0.1, 'gate'],
    ['sweeps', 0.5, 'sweeps'],
    ['physics.combination', 'sum', 'physics.combination'],
    ['physics.coefficientGradient', 'no', 'physics.coefficientGradient'],
    ['schema', 'fieldsmith.student/1', 'schema'],
  ])('of a student with %s = %j is refused at %s', (path, value, where) => {
    expect(refusal(() => readStudent(changed(student, [path, value]))).detail.where).toBe(`student.json, ${where}`)
  })

  test.each(['', '{', '[1, 2', 'null', '7'])('that is no JSON object, %j, is refused', (text) => {
    expect(refusal(() => readTeacher(text)).detail.where).toMatch(/^teacher\.json/)
  })
})
