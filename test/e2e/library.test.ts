import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readZip } from '../../src-main/formats/zip-reader'
import { writeZip } from '../../src-main/formats/zip-writer'
import { openApplication, type OpenApplication } from './application'
import { patienceMs } from './eventually'
import { cutTexts, SolvePage } from './solve-page'

let application: OpenApplication
let page: Page
let app: SolvePage
/** The package of the student, as the export gave it. */
let exported: Uint8Array

const model = 'poisson-64-student'
const card = (id: string) => page.getByRole('heading', { level: 1, name: id, exact: true })
const listed = (id: string) => page.getByRole('button', { name: new RegExp(`^${id} `) })

beforeAll(async () => {
  application = await openApplication({ language: 'en' })
  page = application.page
  app = new SolvePage(page)
})
afterAll(() => application.close())

it('shows what a model solves, with its equation, its figures and its files', async () => {
  await app.begin()
  await page.keyboard.press('b')
  await listed(model).click()
  await card(model).waitFor()
  await page.getByRole('heading', { name: 'What it solves' }).waitFor()
  await page.locator('main:visible math').first().waitFor()
  const errors = page.getByRole('table', { name: 'Errors and time by number of steps' })
  expect(await errors.getByRole('row').count()).toBe(5)
  const files = page.getByRole('table', { name: 'Files of the package' })
  await files.getByText('generator.onnx').waitFor()
  await page.getByRole('button', { name: 'poisson-64-teacher', exact: true }).click()
  await page.getByRole('table', { name: 'Denoising error by noise level' }).waitFor()
  expect(await cutTexts(page)).toEqual([])
  await app.keepPicture('library-card')
  await listed(model).click()
})

it('verifies a model from its files to a certified sample', async () => {
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await page.getByText('all files are as the manifest says').waitFor({ timeout: patienceMs })
})

it('saves a model as one file', async () => {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe(`${model}.zip`)
  exported = readFileSync(await file.path())
  expect([...readZip(exported, 'export', 'test').keys()][0]).toBe(`${model}/model.json`)
})

it('does not remove what came with the app', async () => {
  expect(await page.getByRole('button', { name: 'Remove…' }).isDisabled()).toBe(true)
})

it('takes a package in, under a name of its own, uses it, removes it and has it back', async () => {
  const choose = page.locator('input[type=file][accept*=zip]')
  await choose.setInputFiles({ name: 'again.zip', mimeType: 'application/zip', buffer: Buffer.from(exported) })
  await page.getByRole('alert').getByText('again.zip was not imported').waitFor()

  const members = Object.fromEntries(readZip(exported, 'export', 'test'))
  const manifest = JSON.parse(new TextDecoder().decode(members[`${model}/model.json`])) as object
  members[`${model}/model.json`] = new TextEncoder().encode(JSON.stringify({ ...manifest, id: 'renamed' }))
  const renamed = Buffer.from(writeZip(members))
  await choose.setInputFiles({ name: 'renamed.zip', mimeType: 'application/zip', buffer: renamed })
  await page.getByText('renamed is in the library').waitFor({ timeout: patienceMs })
  await card('renamed').waitFor()

  await page.getByRole('button', { name: 'Use', exact: true }).click()
  await page.getByRole('button', { name: 'In use', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove renamed' }).click()
  await page.getByText(`renamed is removed; ${model} is in use instead.`).waitFor()
  await page.locator('main:visible').getByRole('button', { name: 'Undo', exact: true }).click()
  await card('renamed').waitFor()
  await page.getByRole('button', { name: 'In use', exact: true }).waitFor()
})

it('shows the hardware, and measures a model on it', async () => {
  await page.getByRole('radio', { name: 'Hardware' }).click()
  const providers = page.getByRole('table', { name: 'Providers of this machine' })
  await providers.getByText('In use').waitFor()
  await page.getByRole('combobox', { name: 'Model' }).selectOption('poisson-64-student')
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  await page.getByRole('progressbar', { name: 'Measuring poisson-64-student' }).waitFor()
  const measured = page.getByRole('table', { name: 'Measured times by provider' })
  await measured.waitFor({ timeout: patienceMs })
  expect(await measured.getByRole('row', { name: /^Processor/ }).innerText()).toMatch(/ms/)
  expect(await cutTexts(page)).toEqual([])
  await app.keepPicture('library-hardware')
})

it('is whole in German and in the dark', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.keyboard.press('Control+,')
  await page.getByRole('radio', { name: 'Deutsch' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Worauf Modelle laufen' }).waitFor()
  expect(await cutTexts(page)).toEqual([])
  await page.getByRole('radio', { name: 'Modelle' }).click()
  await page.getByRole('heading', { name: 'Wie gut seine Felder sind' }).waitFor()
  expect(await cutTexts(page)).toEqual([])
  await app.keepPicture('library-german')
})
