import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { framesRequested } from './frame-watch'
import { SolvePage } from './solve-page'

/** Shares of a picture's pixels: more than this is plain to see, less than that is noise of the drawing. */
const visible = 0.003
const negligible = 0.002

let application: OpenApplication
let app: SolvePage

beforeAll(async () => {
  application = await openApplication()
  app = new SolvePage(application.page)
})
afterAll(() => application.close())

beforeEach(async () => {
  await app.begin()
  await app.still()
  await app.stage.focus()
})

const marks = [
  ['isolines', 'i'],
  ['arrows of the flux', 'Shift+A'],
  ['streamlines', 'Shift+S'],
  ['hatches over large residuals', 'Shift+R'],
] as const

describe('a key draws', () => {
  it.each(marks)('%s on the surface and on the map, and takes them away', async (_what, key) => {
    for (const form of ['surface', 'map']) {
      const plain = await app.picture()
      await app.page.keyboard.press(key)
      await eventually(async () => app.difference(await app.picture(), plain)).toBeGreaterThan(visible)
      await app.page.keyboard.press(key)
      await eventually(async () => app.difference(await app.picture(), plain)).toBeLessThan(negligible)
      if (form === 'surface') await app.page.keyboard.press('f')
    }
  })
})

it('nothing is drawn while nothing changes, with all marks on', async () => {
  for (const [, key] of marks) await app.page.keyboard.press(key)
  await app.picture()
  const before = await framesRequested(app.page)
  await app.page.waitForTimeout(1500)
  expect(await framesRequested(app.page)).toBe(before)
})

it('all marks come back after the graphics context was lost', async () => {
  for (const [, key] of marks) await app.page.keyboard.press(key)
  const home = await app.picture()
  const extension = await app.canvas.evaluateHandle((canvas: HTMLCanvasElement) =>
    canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!,
  )
  await extension.evaluate((held) => held.loseContext())
  const notice = app.page.getByText(/graphics driver has dropped the picture/)
  await notice.waitFor()
  await extension.evaluate((held) => held.restoreContext())
  await notice.waitFor({ state: 'hidden' })
  expect(await app.difference(await app.picture(), home)).toBeLessThan(negligible)
})

it('colours, a typed range and the height are set in a panel that the keyboard reaches', async () => {
  const opener = app.page.getByRole('button', { name: 'Colours, lines and arrows' })
  await opener.focus()
  await app.page.keyboard.press('Enter')
  await app.page.getByRole('combobox', { name: 'Colour map' }).selectOption('cividis')
  await app.page.getByRole('radio', { name: 'Fixed' }).click()
  const largest = app.page.getByRole('textbox', { name: /Largest value/ })
  await largest.fill('1')
  await largest.press('Enter')
  await app.page.keyboard.press('Escape')
  await eventually(() => largest.isVisible()).toBe(false)
  const ticks = app.page.locator('.legend .ticks')
  await eventually(() => ticks.innerText()).toMatch(/0\.8/)
  await app.page.getByRole('button', { name: 'Fixed' }).click()
  await eventually(() => ticks.innerText()).not.toMatch(/0\.8/)
})
