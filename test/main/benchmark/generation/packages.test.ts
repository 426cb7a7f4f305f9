import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemPackages } from '../../../../src-main/benchmark/generation/packages'
import { problemById } from '../../../../src-main/problems/library'
import { writeTinyPackages } from '../tiny-packages'

const darcy = problemById('darcy')

let models: string
beforeAll(async () => {
  models = await writeTinyPackages()
})
afterAll(() => rm(models, { recursive: true }))

describe('the packages of a problem', () => {
  test('are its teacher, student, fine-tuned teacher and ablations, on one grid', async () => {
    const { gridSize, teacher, student, pidm, ablations } = await problemPackages(models, darcy)
    expect(gridSize).toBe(16)
    const ids = [teacher, student, pidm, ablations['no-physics']].map((entry) => entry?.manifest.id)
    expect(ids).toEqual(['darcy-16-teacher', 'darcy-16-student', 'darcy-16-pidm', 'darcy-16-no-physics'])
    expect(Object.keys(ablations)).toEqual(['no-physics'])
  })

  test('may be a teacher alone, and are not there without one', async () => {
    const alone = join(models, 'alone')
    await mkdir(alone)
    await cp(join(models, 'teacher'), join(alone, 'teacher'), { recursive: true })
    const packages = await problemPackages(alone, darcy)
    expect(packages.teacher.manifest.id).toBe('darcy-16-teacher')
    expect(packages).not.toHaveProperty('student')
    await expect(problemPackages(alone, problemById('poisson'))).rejects.toThrow('a teacher for the problem poisson')
  })
})
