import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { sampleDocumentSchema } from '../../src-main/contract/calls'
import { serveApplication, type ServedApplication } from './application'
import { launchBrowser } from './browser'
import { eventually } from './eventually'
import { watchFrames } from './frame-watch'
import { killEngine } from './kill-engine'
import { cutTexts, SolvePage } from './solve-page'

let server: ServedApplication
let browser: Browser
let app: SolvePage

beforeAll(async () => {
  server = await serveApplication()
  browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  await watchFrames(page)
  app = new SolvePage(page)
  await page.goto(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Saves one format and gives its bytes. */
async function save(label: RegExp): Promise<Buffer> {
  const button = app.page.getByRole('button', { name: label })
  const [download] = await Promise.all([app.page.waitForEvent('download'), button.click()])
  return readFileSync(await download.path())
}

const cards = (): Promise<string[]> =>
  app.page.getByRole('list', { name: 'Reconstructions' }).locator('li b').allInnerTexts()

async function openHistory(): Promise<void> {
  await app.page.getByRole('radio', { name: 'History' }).click()
  await app.page.getByRole('list', { name: 'Reconstructions' }).waitFor()
}

describe('a reconstruction', () => {
  it('outlives the engine that made it: the same bytes before and after a crash', async () => {
    await app.ready()
    await app.dropSample()
    await app.setSamples(2)
    await app.reconstruct()
    const before = [await save(/^NPZ/), await save(/^JSON/), await save(/^Report$/)]
    killEngine(server)
    const banner = app.page.getByText(/The engine (has stopped|is starting)/)
    await banner.waitFor()
    await eventually(() => banner.count()).toBe(0)
    const after = [await save(/^NPZ/), await save(/^JSON/), await save(/^Report$/)]
    expect(before.map((bytes, i) => bytes.equals(after[i]!))).toEqual([true, true, true])
  })

  it('is reopened with everything that was set', async () => {
    await app.slider(/Source strength/).fill('0.5')
    await app.fresh()
    await app.button(/^Remove darcy-sensors/).click()
    await app.setSamples(5)
    await openHistory()
    expect(await cards()).toEqual(['darcy-sensors.csv'])
    await app.page.getByRole('button', { name: /darcy-sensors\.csv/ }).click()
    await app.page.getByRole('complementary', { name: 'Details' }).getByText('darcy-64-student').waitFor()
    expect(await cutTexts(app.page)).toEqual([])
    await app.keepPicture('history-light')
    await app.button('Open in Solve').click()
    await eventually(() => app.summary()).toMatch(/^Pressure head, mean of the samples/)
    expect(await app.page.getByRole('textbox', { name: /Source strength/ }).inputValue()).toBe('1')
    expect(await app.page.getByRole('textbox', { name: 'Number of samples' }).inputValue()).toBe('2')
    await app.page.getByText('90 on a').waitFor()
    expect(await app.page.getByText('Made with other settings').count()).toBe(0)
  })

  it('is renamed, deleted and brought back by the keyboard', async () => {
    await openHistory()
    await app.page.getByRole('button', { name: /darcy-sensors\.csv/ }).click()
    await app.page.keyboard.press('F2')
    const name = app.page.getByRole('textbox', { name: 'New name of darcy-sensors.csv' })
    await name.fill('Wells of May')
    await name.press('Enter')
    await eventually(cards).toEqual(['Wells of May'])
    await app.page.keyboard.press('Delete')
    await app.page.getByText('Nothing has been reconstructed yet').waitFor()
    await app.page.keyboard.press('u')
    await eventually(cards).toEqual(['Wells of May'])
    await app.page.reload()
    await app.ready()
    await openHistory()
    expect(await cards()).toEqual(['Wells of May'])
  })
})

describe('the report page', () => {
  it('is of the reconstruction that was opened, in both themes, and on paper without the window', async () => {
    await app.page.getByRole('button', { name: /Wells of May/ }).click()
    await app.button('Open its report').click()
    const article = app.page.getByRole('article')
    await article.getByRole('heading', { name: 'Darcy flow: fields from 250 sensors' }).waitFor()
    await article.getByText(/The fields obey the discrete equation as closely as the reference solver does/).waitFor()
    await article.getByRole('img', { name: /^Pressure head, refined less raw/ }).waitFor()
    expect(await cutTexts(app.page)).toEqual([])
    await app.keepPicture('report-light')
    await app.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await app.keepPicture('report-dark')
    await app.page.emulateMedia({ media: 'print' })
    expect(await app.page.locator('.app > header').isVisible()).toBe(false)
    expect(await article.evaluate((element) => getComputedStyle(element.closest('main')!).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    )
    await app.page.emulateMedia({ media: null, colorScheme: 'light', reducedMotion: 'reduce' })
  })

  it('exports a sample with its residual report', async () => {
    await app.page.getByRole('radio', { name: 'Sample' }).click()
    await app.page.getByText(/^One draw of the model/).waitFor()
    const document = sampleDocumentSchema.parse(JSON.parse((await save(/^JSON/)).toString()))
    expect(document).toMatchObject({ problem: 'darcy', seed: 7, parameters: { sourceStrength: 1 } })
    expect(document.residual.floor.l2Relative).toBeLessThan(document.residual.l2Relative)
    expect((await save(/^Report .*B$/)).toString()).toContain('No sensors were used')
  })
})
