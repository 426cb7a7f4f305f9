import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Locator } from 'playwright-core'
import { writeTinyLibrary } from '../main/engine/training/tiny-training'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { cutTexts, SolvePage } from './solve-page'

let models: string
let application: OpenApplication
let app: SolvePage

beforeAll(async () => {
  models = await writeTinyLibrary()
  vi.stubEnv('FIELDSMITH_MODELS', models)
  application = await openApplication()
  app = new SolvePage(application.page)
  await app.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await app.page.setViewportSize({ width: 1280, height: 800 })
})
afterAll(async () => {
  await application.close()
  await rm(models, { recursive: true })
  vi.unstubAllEnvs()
})

beforeEach(async () => {
  await app.page.reload()
  await app.ready()
  await app.page.keyboard.press('t')
  await app.page.getByRole('heading', { name: 'New student' }).waitFor()
})

const header = (): Locator => app.page.locator('main header')
const state = (label: string): Promise<void> => header().getByText(label, { exact: true }).waitFor()

async function start(name: string, updates: number): Promise<void> {
  await app.page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  const length = app.page.getByRole('textbox', { name: 'Length in updates' })
  await length.fill(String(updates))
  await length.press('Control+Enter')
  await app.page.getByRole('heading', { name }).waitFor()
}

async function discard(name: string): Promise<void> {
  await app.button('Discard…').click()
  const dialog = app.page.getByRole('dialog')
  expect(await dialog.innerText()).toMatch(/cannot be undone/)
  await dialog.getByRole('button', { name: `Discard ${name}` }).click()
  await app.page.getByRole('heading', { name: 'Train a student of your own' }).waitFor()
}

describe('a student', () => {
  it('is trained, compared, promoted, drawn with and discarded', async () => {
    await app.page.getByRole('heading', { name: 'Train a student of your own' }).waitFor()
    await app.keepPicture('train-empty-light')
    await start('mine', 8)
    await state('Finished')
    const comparison = app.page.getByRole('region', { name: 'Comparison' })
    await eventually(() => comparison.getByRole('img').count()).toBe(6)
    expect(await comparison.getByRole('row', { name: /^PDE error \d/ }).innerText()).toMatch(/\d.*\d/s)
    const charts = app.page.getByRole('application', { name: /Learning curves/ })
    expect(await charts.locator('path.line').first().getAttribute('d')).toMatch(/^M.*L/)
    expect(await app.page.getByRole('region', { name: 'Samples' }).getByRole('img').count()).toBe(8)

    for (const [width, height, colorScheme] of [
      [1280, 800, 'dark'],
      [1920, 1080, 'light'],
      [640, 400, 'light'],
      [1280, 800, 'light'],
    ] as const) {
      await app.page.setViewportSize({ width, height })
      await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await app.still()
      await app.keepPicture(`train-${width}x${height}-${colorScheme}`)
      expect(await cutTexts(app.page), `${width} x ${height}`).toEqual([])
    }

    await app.button('Promote to the library').click()
    await state('In the library')
    await app.page.keyboard.press('s')
    const model = app.page.getByRole('combobox', { name: 'Model' })
    expect(await model.inputValue()).toBe('mine')
    await app.page.getByRole('radiogroup', { name: 'Sampling steps' }).getByRole('radio', { name: '2' }).click()
    await app.fresh()
    expect(await app.page.getByRole('region', { name: 'Provenance' }).innerText()).toMatch(/mine[^]*Steps\s*2/)
    await app.page.keyboard.press('t')
    await discard('mine')
    await app.page.keyboard.press('s')
    await app.fresh()
    await eventually(() => app.page.getByRole('region', { name: 'Provenance' }).innerText()).toMatch(/darcy-16-student/)
  })

  it('is paused, resumed and cancelled, and all of it outlives the page', async () => {
    await start('long', 4000)
    const charts = app.page.getByRole('application', { name: /Learning curves/ })
    await eventually(() => charts.locator('path.line').first().getAttribute('d')).toMatch(/^M/)
    await app.page.getByRole('radio', { name: /^Train \d+ %$/ }).waitFor()
    await app.button('Pause').click()
    await state('Paused')
    await app.page.reload()
    await app.ready()
    await app.page.keyboard.press('t')
    await state('Paused')
    await app.page.keyboard.press('p')
    await state('Running')
    await app.button('Cancel').click()
    await state('Cancelled')
    await discard('long')
  })
})
