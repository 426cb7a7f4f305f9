import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { serveApplication, type ServedApplication } from './application'
import { launchBrowser } from './browser'
import { eventually } from './eventually'
import { killEngine } from './kill-engine'
import { SolvePage } from './solve-page'

let server: ServedApplication
let browser: Browser
let app: SolvePage

beforeAll(async () => {
  server = await serveApplication()
  browser = await launchBrowser()
  app = new SolvePage(await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }))
  await app.page.goto(server.url)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

it('takes nothing along when it is killed in the middle of a solve', async () => {
  await app.ready()
  await app.dropSample()
  await app.slider(/Source strength/).fill('0.75')
  await app.fresh()
  await app.setSamples(32)
  await app.button('Reconstruct').click()
  await eventually(() => app.page.getByRole('progressbar').getAttribute('aria-valuenow')).toMatch(/^[1-9]/)
  killEngine(server)
  await app.page.getByText('The reconstruction failed').waitFor()
  await eventually(() => app.page.getByText(/The engine (has stopped|is starting)/).count()).toBe(0)
  await app.keepPicture('engine-loss-light')

  expect(await app.page.getByRole('textbox', { name: /Source strength/ }).inputValue()).toBe('2')
  expect(await app.page.getByRole('textbox', { name: 'Number of samples' }).inputValue()).toBe('32')
  await app.page.getByText('darcy-sensors.csv').first().waitFor()
  const before = await app.summary()
  await app.button('New sample').click()
  await eventually(() => app.summary()).not.toBe(before)
  await app.setSamples(1)
  await app.reconstruct()
})
