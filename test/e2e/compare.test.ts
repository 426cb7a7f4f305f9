import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { framesRequested } from './frame-watch'
import { cutTexts, SolvePage } from './solve-page'

/** Share of a picture's pixels that is plain to see. */
const visible = 0.01

let application: OpenApplication
let app: SolvePage

beforeAll(async () => {
  application = await openApplication()
  app = new SolvePage(application.page)
})
afterAll(() => application.close())

beforeEach(() => app.begin())

const pressed = (name: string) => app.button(name).getAttribute('aria-pressed')
const second = () => app.page.getByRole('combobox', { name: 'Second picture' })
const plot = () => app.page.getByRole('region', { name: 'Along the line' })

/** What a part of the window shows. */
async function pictureOf(index: number): Promise<string> {
  await app.still()
  const picture = app.canvas.nth(index)
  return (await picture.screenshot()).toString('base64')
}

async function chooseProblem(id: string, words: RegExp): Promise<void> {
  await app.page.getByRole('combobox', { name: 'Problem' }).selectOption(id)
  await eventually(() => app.summary()).toMatch(words)
  await app.fresh()
}

describe('two pictures', () => {
  it('stand side by side and turn together', async () => {
    await app.page.keyboard.press('w')
    await eventually(() => app.canvas.count()).toBe(2)
    expect(await pressed('Two pictures side by side')).toBe('true')
    await second().selectOption('field:residual')
    await eventually(() => app.summary()).toMatch(/^Pressure head, .*; Residual, /)
    const home = [await pictureOf(0), await pictureOf(1)]
    // Turning the second takes the first along.
    const box = (await app.canvas.nth(1).boundingBox())!
    await app.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await app.page.mouse.down()
    await app.page.mouse.move(box.x + box.width / 2 + 80, box.y + box.height / 2 + 20, { steps: 4 })
    await app.page.mouse.up()
    await app.page.mouse.move(5, 400)
    expect(await app.difference(await pictureOf(0), home[0]!)).toBeGreaterThan(visible)
    expect(await app.difference(await pictureOf(1), home[1]!)).toBeGreaterThan(visible)
    await app.page.keyboard.press('r')
    await app.page.evaluate(() => (document.activeElement as HTMLElement).blur())
    expect(await app.difference(await pictureOf(0), home[0]!)).toBeLessThan(visible)
    expect(await app.difference(await pictureOf(1), home[1]!)).toBeLessThan(visible)
    const frames = await framesRequested(app.page)
    await app.page.waitForTimeout(700)
    expect(await framesRequested(app.page)).toBe(frames)
    await app.page.keyboard.press('w')
    await eventually(() => app.canvas.count()).toBe(1)
  })

  it('are read at one place, with their difference, and subtracted', async () => {
    await app.button('Pin this picture').click()
    await app.slider(/Source strength/).fill('0.75')
    await app.fresh()
    await app.page.keyboard.press('w')
    await eventually(() => app.canvas.count()).toBe(2)
    await app.still()
    const box = (await app.canvas.first().boundingBox())!
    await app.page.mouse.move(box.x + box.width * 0.42, box.y + box.height * 0.55)
    const readout = app.page.locator('.readout')
    await readout.waitFor()
    const [, first, other, difference] = /u\s+([\d.]+).*second\s+([\d.]+).*difference\s+([−\d.]+)/s.exec(
      await readout.innerText(),
    )!
    expect(Number(difference!.replace('−', '-'))).toBeCloseTo(Number(other) - Number(first), 4)
    await app.page.keyboard.press('Shift+W')
    await eventually(() => app.canvas.count()).toBe(1)
    // The head is proportional to the source, which was doubled: the pinned one is half of it.
    const size = app.page.locator('.foot').getByRole('status')
    await eventually(() => size.innerText()).toMatch(
      /Root mean square [\d.]+\sm, (49|50|51)\s% of the first, largest −/,
    )
    await app.keepPicture('difference-light')
    expect(await cutTexts(app.page)).toEqual([])
    await second().selectOption('field:a')
    await app.page.getByText('Only fields of one unit can be subtracted: m and m²/d').waitFor()
  })
})

describe('a line through the field', () => {
  it('is drawn by two clicks, plotted, dragged, and read both ways', async () => {
    await app.page.keyboard.press('f')
    await app.still()
    await app.page.keyboard.press('x')
    const box = (await app.canvas.boundingBox())!
    await app.page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.55)
    await app.page.getByText(/Click where the line ends/).waitFor()
    await app.page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.5)
    await plot().waitFor()
    await app.page.mouse.move(5, 400)
    const line = plot().locator('path.line')
    const before = await line.getAttribute('d')
    expect(before).toMatch(/^M.*L/)
    const place = app.page.getByRole('slider', { name: 'Place on the line' })
    await place.press('End')
    expect(await place.getAttribute('aria-valuetext')).toMatch(/^s 0\.\d+\sm, u [\d.]+\sm$/)
    await app.page.locator('.readout').waitFor()
    const end = app.page.getByRole('button', { name: /^End of the line: x/ })
    const name = await end.getAttribute('aria-label')
    await end.press('Shift+ArrowUp')
    await eventually(() =>
      app.page.getByRole('button', { name: /^End of the line: x/ }).getAttribute('aria-label'),
    ).not.toBe(name)
    expect(await line.getAttribute('d')).not.toBe(before)
    await app.keepPicture('slice-light')
    expect(await cutTexts(app.page)).toEqual([])
    await app.page.keyboard.press('x')
    await eventually(() => plot().count()).toBe(0)
  })

  it('is drawn by the keyboard, and is a table and a file', async () => {
    await app.page.keyboard.press('x')
    await app.page.keyboard.press('Enter')
    await app.page.keyboard.press('Enter')
    for (let i = 0; i < 3; i += 1) await app.page.keyboard.press('Shift+ArrowRight')
    await app.page.keyboard.press('Enter')
    await plot().waitFor()
    await plot().getByText('Show as table').click()
    const rows = plot().getByRole('row')
    expect(await rows.first().innerText()).toMatch(/s, m\s+u, m/)
    expect(await rows.count()).toBeGreaterThan(20)
    const [download] = await Promise.all([app.page.waitForEvent('download'), plot().getByText('Save as SVG').click()])
    expect(download.suggestedFilename()).toBe('pressure-head.svg')
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^<svg xmlns.*<\/svg>\s*$/s)
  })
})

describe('time', () => {
  it('moves a line over the sheet and the profile with it, and stands still where motion is unwelcome', async () => {
    await chooseProblem('burgers', /^Velocity, from .* t /)
    await app.page.keyboard.press('j')
    const panel = app.page.getByRole('region', { name: 'Time' })
    await panel.waitFor()
    await panel.getByRole('button', { name: 'Play' }).waitFor()
    const line = panel.locator('path.line').first()
    const start = await line.getAttribute('d')
    const slider = panel.getByRole('slider', { name: 'Time' })
    await slider.fill('100')
    expect(await slider.getAttribute('aria-valuetext')).toBe('t = 0.500')
    await eventually(() => line.getAttribute('d')).not.toBe(start)
    await app.keepPicture('time-burgers-light')
    await app.stage.focus()
    await app.page.keyboard.press(' ')
    await eventually(() => slider.inputValue()).not.toBe('100')
    await app.page.keyboard.press(' ')
    await panel.getByRole('button', { name: 'Play' }).waitFor()
    expect(await cutTexts(app.page)).toEqual([])
  })

  it('between two vorticities is followed by the reference solver', async () => {
    await chooseProblem('navier-stokes', /^Vorticity at the end, from/)
    await app.page.keyboard.press('j')
    await app.button('Follow the flow').click()
    await app.page.getByText(/At the end the model’s own state is off the reference by/).waitFor()
    await eventually(() => app.summary()).toMatch(/^State at t = 0, /)
    await app.page.getByRole('slider', { name: 'Time' }).fill('200')
    await eventually(() => app.summary()).toMatch(/^State at t = 1\.00, .*frame 97 of 97/)
    await app.keepPicture('time-navier-stokes-light')
    expect(await cutTexts(app.page)).toEqual([])
    await app.button('Leave the time').click()
    await eventually(() => app.summary()).toMatch(/^Vorticity at the end/)
  })
})
