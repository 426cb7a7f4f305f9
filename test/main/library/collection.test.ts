import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collectPackages, openStudent, type Places } from '../../../src-main/library/collection'
import { homeDirectory, promotedModels } from '../../../src-main/library/home'
import type { ManifestDraft } from '../../../src-main/library/manifest'
import { modelsInUseFile, setModelInUse } from '../../../src-main/library/models-in-use'
import { openPackage, writePackage } from '../../../src-main/library/package'
import { discardModel, promotePackage, putModelToUse } from '../../../src-main/library/promotion'
import { modelFile } from '../graph/scan/model-files'
import { rejection } from '../refusal'

const student: ManifestDraft = {
  id: 'darcy-64-student',
  problem: 'darcy',
  kind: 'student',
  fields: ['a', 'u'],
  normalisation: 'normalise() of problem darcy',
  gridSize: 64,
  parameters: {},
  conditionNames: ['logContrast', 'logCorrelationLength'],
  sigma: { data: 1, minimum: 0.002, maximum: 80, levels: [[1], [4, 0.5]] },
  steps: [1, 2],
  files: [{ name: 'generator.onnx', role: 'generator', content: modelFile() }],
  provenance: { seed: 1 },
  card: {},
}
const teacher: ManifestDraft = {
  ...student,
  id: 'darcy-64-teacher',
  kind: 'teacher',
  files: [{ name: 'denoiser.onnx', role: 'denoiser', content: modelFile() }],
}

let folder: string
let where: Places
/** A package that stands outside both libraries, as a training run leaves one. */
let candidate: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldsmith-collection-'))
  where = { shipped: join(folder, 'shipped'), home: join(folder, 'home') }
  await writePackage(join(where.shipped, student.id), student)
  await writePackage(join(where.shipped, teacher.id), teacher)
  candidate = join(folder, 'candidate')
  await writePackage(candidate, { ...student, id: 'mine', gridSize: 32 })
})
afterEach(() => rm(folder, { recursive: true }))

const inUse = async () => (await collectPackages(where)).packages.filter((entry) => entry.inUse)
const idsInUse = async () => (await inUse()).map(({ manifest }) => manifest.id)

describe('the model in use', () => {
  test('is the shipped student until another is promoted, which then answers although its grid is coarser', async () => {
    expect(await idsInUse()).toEqual([student.id])
    await promotePackage(where, candidate)
    expect((await inUse()).map(({ origin, directory }) => ({ origin, directory }))).toEqual([
      { origin: 'library', directory: join(promotedModels(where.home), 'mine') },
    ])
    expect((await openStudent(where, 'darcy')).sha256).toBe((await openPackage(candidate)).sha256)
    expect((await openStudent(where, 'darcy', student.id)).manifest.gridSize).toBe(64)
  })

  test('is the shipped one again when it is chosen again, and the promoted one stays', async () => {
    await promotePackage(where, candidate)
    await putModelToUse(where, student.id)
    expect(await idsInUse()).toEqual([student.id])
    await putModelToUse(where, 'mine')
    expect(await idsInUse()).toEqual(['mine'])
  })

  test('falls back to the shipped one when the promoted one is discarded, or deleted by hand', async () => {
    await promotePackage(where, candidate)
    await rm(join(promotedModels(where.home), 'mine'), { recursive: true })
    expect(await idsInUse()).toEqual([student.id])
    await promotePackage(where, candidate)
    await discardModel(where, 'mine')
    expect(await idsInUse()).toEqual([student.id])
    expect(await readdir(promotedModels(where.home))).toEqual([])
    expect(JSON.parse(await readFile(modelsInUseFile(where.home), 'utf8'))).toMatchObject({ models: {} })
  })

  test('is the shipped one where the file that names it is damaged, which is told', async () => {
    await setModelInUse(where.home, 'darcy', 'mine')
    await writeFile(modelsInUseFile(where.home), '{"schema": ')
    const { damage } = await collectPackages(where)
    expect(damage).toMatchObject({ code: 'models-in-use-damaged', where: modelsInUseFile(where.home) })
    expect(await idsInUse()).toEqual([student.id])
  })

  test('is never a baseline or a teacher', async () => {
    const { sigma: _, ...rest } = student
    const noise = { data: 1, minimum: 0.002, maximum: 80 }
    await writePackage(join(where.shipped, 'pidm'), {
      ...rest,
      id: 'poisson-64-pidm',
      problem: 'poisson',
      kind: 'baseline',
      sigma: noise,
    })
    expect(await idsInUse()).toEqual([student.id])
    for (const id of ['poisson-64-pidm', teacher.id]) {
      expect((await rejection(putModelToUse(where, id))).detail.code).toBe('model-not-student')
    }
    expect((await rejection(openStudent(where, 'poisson'))).detail.code).toBe('model-not-found')
  })
})

describe('promoting', () => {
  test('twice is the same as once', async () => {
    await promotePackage(where, candidate)
    await promotePackage(where, candidate)
    expect(await readdir(promotedModels(where.home))).toEqual(['mine'])
  })

  test('refuses an identifier that another model has, shipped or promoted', async () => {
    const other = join(folder, 'other')
    for (const id of [student.id, 'mine']) {
      await writePackage(other, { ...student, id, gridSize: 16, files: [{ ...student.files[0]!, name: 'g.onnx' }] })
      await promotePackage(where, candidate)
      expect((await rejection(promotePackage(where, other))).detail).toMatchObject({
        code: 'model-exists',
        received: id,
      })
      await rm(other, { recursive: true })
    }
    expect(await idsInUse()).toEqual(['mine'])
  })

  test('refuses a package that was altered, and leaves nothing behind', async () => {
    await writeFile(join(candidate, 'generator.onnx'), 'no model')
    expect((await rejection(promotePackage(where, candidate))).detail.kind).toBe('model')
    expect(await readdir(folder)).not.toContain('home')
  })

  test('says so where the library cannot be written', async () => {
    await mkdir(where.home)
    await writeFile(promotedModels(where.home), 'a file in the way')
    expect((await rejection(promotePackage(where, candidate))).detail.code).toBe('output-not-writable')
    expect(await idsInUse()).toEqual([student.id])
  })

  test('keeps a shipped model from being discarded', async () => {
    expect((await rejection(discardModel(where, student.id))).detail.code).toBe('model-shipped')
    expect(await idsInUse()).toEqual([student.id])
  })
})

test('the noise levels of a student must be as many as its steps, and fall', async () => {
  const sigma = { ...student.sigma, levels: [[1], [0.5, 4]] }
  expect((await rejection(writePackage(candidate, { ...student, sigma }))).message).toContain(
    'levels that fall in list 2',
  )
  const steps = [1, 2, 3]
  expect((await rejection(writePackage(candidate, { ...student, steps }))).message).toContain('at most 2')
})

test('the home of models and runs is where each platform keeps data, or what FIELDSMITH_HOME names', () => {
  expect(homeDirectory({ FIELDSMITH_HOME: folder, XDG_DATA_HOME: '/data' }, 'linux')).toBe(folder)
  expect(homeDirectory({ XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'Fieldsmith'))
  expect(homeDirectory({ XDG_DATA_HOME: 'relative' }, 'linux')).toBe(join(homedir(), '.local/share/Fieldsmith'))
  expect(homeDirectory({}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'Fieldsmith'))
  expect(homeDirectory({ APPDATA: join(folder, 'Roaming') }, 'win32')).toBe(join(folder, 'Roaming', 'Fieldsmith'))
})
