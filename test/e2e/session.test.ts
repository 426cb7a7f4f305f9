import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { serveApplication, type ServedApplication } from './application'
import { launchBrowser } from './browser'
import { eventually } from './eventually'
import { watchFrames } from './frame-watch'
import { SolvePage } from './solve-page'

let server: ServedApplication
let browser: Browser
let app: SolvePage

beforeAll(async () => {
  server = await serveApplication()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** A window of a browser of its own, as after a restart. */
async function openWindow(): Promise<SolvePage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const window = new SolvePage(page)
  await watchFrames(page)
  await page.goto(server.url)
  await window.ready()
  return window
}

const source = ({ page }: SolvePage): Promise<string> =>
  page.getByRole('textbox', { name: /Source strength/ }).inputValue()
const sensors = ({ page }: SolvePage) => page.getByText('90 on a')
const offer = ({ page }: SolvePage) => page.getByText(/Work from .* was not saved/)
const title = ({ page }: SolvePage) => page.getByRole('button', { name: /Untitled session|Wells/ })

/** Waits until the engine has put aside what is not saved. */
async function putAside(window: SolvePage): Promise<void> {
  await eventually(() => title(window).getAttribute('title')).toMatch(/Put aside at/)
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

it('takes back what was set, one deed at a time, and sets it again', async () => {
  app = await openWindow()
  await app.slider(/Source strength/).fill('0.75')
  await app.fresh()
  await app.dropSample()
  await press(app.page, 'f')
  expect(await source(app)).toBe('2')

  await press(app.page, 'Control+z')
  await press(app.page, 'Control+z')
  await eventually(() => sensors(app).count()).toBe(0)
  expect(await source(app)).toBe('2')
  const before = await app.summary()
  await press(app.page, 'Control+z')
  expect(await source(app)).toBe('1')
  await eventually(() => app.summary()).not.toBe(before)
  expect(await app.button('Undo').isDisabled()).toBe(true)

  await press(app.page, 'Control+y', 'Control+Shift+z')
  await sensors(app).waitFor()
  expect(await source(app)).toBe('2')
  await eventually(() => app.summary()).toBe(before)
})

it('saves under a name, and offers what came after it when the page is loaded again', async () => {
  await press(app.page, 'Control+s')
  await app.page.getByRole('textbox', { name: 'Name' }).fill('Wells')
  await press(app.page, 'Enter')
  await eventually(() => title(app).innerText()).toBe('Wells')
  await eventually(() => app.page.title()).toBe('Wells, Fieldsmith')

  await app.slider(/Source strength/).fill('0.25')
  await putAside(app)
  await app.keepPicture('session-unsaved-light')
  await app.page.reload()
  await app.ready()
  expect(await source(app)).toBe('1')
  await offer(app).waitFor()
  await app.page.getByText(/It belongs to Wells/).waitFor()
  await app.keepPicture('session-recovery-light')
  await app.button('Restore').click()
  await sensors(app).waitFor()
  expect(await source(app)).toBe('0.5')
  expect(await offer(app).count()).toBe(0)
  expect(await title(app).innerText()).toContain('not saved')
  await press(app.page, 'Control+s')
  await eventually(() => title(app).innerText()).toBe('Wells')
})

it('begins anew and opens again what was saved, with its reconstruction', async () => {
  await app.setSamples(2)
  await app.reconstruct()
  await press(app.page, 'Control+s')
  await eventually(() => title(app).innerText()).toBe('Wells')
  await press(app.page, 'Control+Alt+n')
  await eventually(() => sensors(app).count()).toBe(0)
  expect(await source(app)).toBe('1')
  await eventually(() => title(app).innerText()).toBe('Untitled session')

  await press(app.page, 'Control+Shift+o')
  await app.page.getByRole('list', { name: /Saved sessions/ }).waitFor()
  await app.keepPicture('session-list-light')
  await app.page
    .getByRole('button', { name: /^Wells/ })
    .first()
    .click()
  await sensors(app).waitFor()
  expect(await source(app)).toBe('0.5')
  await app.page.getByText('Of the reconstruction').waitFor()
  await eventually(() => title(app).innerText()).toBe('Wells')
})

it('leaves as a file and comes back from it beside the other', async () => {
  const download = app.page.waitForEvent('download')
  await press(app.page, 'Control+k')
  await app.page.keyboard.type('Export the session')
  await press(app.page, 'Enter')
  const file = await download
  expect(file.suggestedFilename()).toBe('wells.fieldsmith')
  const bytes = readFileSync(await file.path())

  await app.drop('wells.fieldsmith', bytes)
  await eventually(() => title(app).innerText()).toBe('Wells (2)')
  await sensors(app).waitFor()
  await app.drop('damaged.fieldsmith', bytes.subarray(0, 300))
  await app.page.getByText('damaged.fieldsmith was not imported').waitFor()
  expect(await title(app).innerText()).toBe('Wells (2)')
})

it('offers the work of a window that has crashed, and not of one that is there', async () => {
  const crashing = await openWindow()
  await crashing.dropSample()
  await crashing.slider(/Source strength/).fill('0.75')
  await putAside(crashing)

  const beside = await openWindow()
  await beside.still()
  expect(await offer(beside).count()).toBe(0)

  const crashed = crashing.page.waitForEvent('crash')
  const devtools = await crashing.page.context().newCDPSession(crashing.page)
  void devtools.send('Page.crash').catch(() => undefined)
  await crashed
  const next = await openWindow()
  await offer(next).waitFor()
  await next.button('Restore').click()
  await sensors(next).waitFor()
  expect(await source(next)).toBe('2')

  const last = await openWindow()
  await last.still()
  expect(await offer(last).count()).toBe(0)
})
