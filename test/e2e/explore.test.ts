import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { framesRequested } from './frame-watch'
import { cutTexts, SolvePage } from './solve-page'

/** Shares of a picture's pixels: more than this is plain to see, less than that is noise of the drawing. */
const visible = 0.01
const negligible = 0.002

let application: OpenApplication
let app: SolvePage

beforeAll(async () => {
  application = await openApplication()
  app = new SolvePage(application.page)
})
afterAll(() => application.close())

beforeEach(() => app.begin())

describe('a newcomer', () => {
  it('finds a sample drawn, the equation, the certificate with floors and what to do next', async () => {
    expect(await app.summary()).toMatch(/^Pressure head, from .*m at x .* to .*m at x/)
    await app.page.getByRole('heading', { name: 'Darcy flow' }).waitFor()
    const table = app.page.getByRole('table', { name: /Norms of the residual/ })
    expect(await table.getByRole('row').count()).toBeGreaterThanOrEqual(7)
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['Measure', 'Residual', 'Floor'])
    await app.page.getByText('Move a slider to see the field follow').waitFor()
    expect(await app.button('Reconstruct').isDisabled()).toBe(true)
  })

  it('reads where the model runs, with a reason for each provider', async () => {
    await app.page.getByRole('button', { name: /where the model runs/ }).click()
    const list = app.page.locator('[popover].list')
    await list.getByText('In use').waitFor()
    for (const row of await list.getByRole('listitem').all()) {
      expect((await row.locator('.reason').innerText()).length).toBeGreaterThan(5)
    }
    await app.page.keyboard.press('Escape')
    await eventually(() => list.isVisible()).toBe(false)
  })
})

describe('a slider', () => {
  it('redraws the field with the same seed', async () => {
    const before = { summary: await app.summary(), picture: await app.picture() }
    const maximum = async (): Promise<number> => Number(/ to ([\d.]+)/.exec(await app.summary())![1])
    const former = await maximum()
    await app.slider(/Source strength/).fill('0.75')
    expect(await app.page.getByRole('textbox', { name: /Source strength/ }).inputValue()).toBe('2')
    await eventually(() => app.summary()).not.toBe(before.summary)
    await app.fresh()
    // The head is proportional to the source.
    expect((await maximum()) / former).toBeCloseTo(2, 1)
    expect(await app.page.getByRole('textbox', { name: /Seed/ }).inputValue()).toBe('7')
    await app.slider(/Correlation length/).fill('0')
    await app.fresh()
    expect(await app.difference(await app.picture(), before.picture)).toBeGreaterThan(visible)
  })

  it('gives the same sample again when it is put back', async () => {
    const before = await app.summary()
    await app.slider(/Permeability, high/).fill('1')
    await eventually(() => app.summary()).not.toBe(before)
    await app.button(/Reset Permeability, high/).click()
    await eventually(() => app.summary()).toBe(before)
  })

  it('never blocks: a sweep ends on the last value and leaves nothing behind', async () => {
    const slider = app.slider(/Permeability, low/)
    for (let place = 0; place <= 1; place += 0.05) await slider.fill(place.toFixed(3))
    await slider.fill('1')
    await app.fresh()
    expect(await app.page.getByRole('textbox', { name: /Permeability, low/ }).inputValue()).toBe('6')
    await app.page.keyboard.press('1')
    expect(await app.summary()).toMatch(/^Transmissivity/)
  })

  it('takes a typed value beyond the slider, and says that the model was not trained on it', async () => {
    const before = await app.summary()
    const entry = app.page.getByRole('textbox', { name: /Permeability, low/ })
    await entry.fill('1')
    await entry.press('Enter')
    await eventually(() => app.summary()).not.toBe(before)
    const remark = app.page.getByText('Outside what the model was trained on, 2 to 6 m²/d')
    await remark.waitFor()
    await app.button(/Reset Permeability, low/).click()
    await remark.waitFor({ state: 'detached' })
    await eventually(() => app.summary()).toBe(before)
  })

  it('refuses a typed value that is not admissible, beside the field', async () => {
    const before = await app.summary()
    const entry = app.page.getByRole('textbox', { name: /Permeability, low/ })
    await entry.fill('40')
    await entry.press('Enter')
    expect(await app.page.getByRole('alert').innerText()).toMatch(/^A number from 1 to 7 m²\/d$/)
    await entry.press('Escape')
    expect(await entry.inputValue()).toBe('3')
    expect(await app.summary()).toBe(before)
  })

  it('draws another sample with another seed', async () => {
    const before = await app.summary()
    await app.button('New sample').click()
    await eventually(() => app.summary()).not.toBe(before)
  })
})

describe('the picture', () => {
  it('switches between the fields by number keys', async () => {
    await app.page.keyboard.press('1')
    expect(await app.summary()).toMatch(/^Transmissivity/)
    await app.page.keyboard.press('3')
    expect(await app.summary()).toMatch(/^Residual/)
    await app.page.keyboard.press('2')
    expect(await app.summary()).toMatch(/^Pressure head/)
  })

  it('turns by the keyboard and comes back on reset', async () => {
    const home = await app.picture()
    await app.stage.focus()
    for (let i = 0; i < 4; i += 1) await app.page.keyboard.press('ArrowLeft')
    await app.page.keyboard.press('+')
    const turned = await app.picture()
    expect(await app.difference(turned, home)).toBeGreaterThan(visible)
    await app.page.keyboard.press('Home')
    await app.page.evaluate(() => (document.activeElement as HTMLElement).blur())
    expect(await app.difference(await app.picture(), home)).toBeLessThan(negligible)
  })

  it('turns by the mouse', async () => {
    const home = await app.picture()
    const box = (await app.canvas.boundingBox())!
    await app.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await app.page.mouse.down()
    await app.page.mouse.move(box.x + box.width / 2 + 90, box.y + box.height / 2 + 30, { steps: 5 })
    await app.page.mouse.up()
    await app.page.mouse.move(5, 400)
    expect(await app.difference(await app.picture(), home)).toBeGreaterThan(visible)
  })

  it('reads values under the pointer, in the colours of the bar on the flat map', async () => {
    await app.page.keyboard.press('f')
    await app.page.mouse.move(5, 400)
    await app.still()
    const box = (await app.canvas.boundingBox())!
    const bar = (await app.page.locator('.bar').boundingBox())!
    const mark = app.page.locator('.bar .probe')
    const readout = app.page.locator('.readout')
    for (const [right, down] of [
      [0.35, 0.6],
      [0.5, 0.5],
      [0.42, 0.42],
    ] as const) {
      const place = { x: box.x + box.width * right, y: box.y + box.height * down }
      await app.page.mouse.move(place.x, place.y)
      expect(await readout.innerText()).toMatch(/x\s*0\.\d{3}\s+y\s*0\.\d{3} m\s+u\s*[\d.]+\sm/)
      const marked = (await mark.boundingBox())!
      await app.page.mouse.move(5, 400)
      await readout.waitFor({ state: 'hidden' })
      await app.still()
      const [onMap, onBar] = await app.colours([place, { x: bar.x + bar.width / 2, y: marked.y + marked.height / 2 }])
      for (let channel = 0; channel < 3; channel += 1) {
        expect(Math.abs(onMap![channel]! - onBar![channel]!)).toBeLessThanOrEqual(8)
      }
    }
  })

  it('does not draw while nothing changes', async () => {
    await app.still()
    const frames = () => framesRequested(app.page)
    const before = await frames()
    await app.page.waitForTimeout(1500)
    expect(await frames()).toBe(before)
    await app.stage.focus()
    await app.page.keyboard.press('ArrowLeft')
    await eventually(frames).toBeGreaterThan(before)
  })

  it('comes back after the graphics context was lost', async () => {
    const home = await app.picture()
    // A lost context no longer gives the extension, so it is held.
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

  // Electron has one window, and no browser to open another in.
  it.skipIf(process.env['FIELDSMITH_E2E_ELECTRON'])(
    'is a flat map on a plain canvas where there is no WebGL2, and can be probed all the same',
    async () => {
      const page = await app.page.context().browser()!.newPage()
      await page.addInitScript(() => {
        const getContext = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
          if (kind === 'webgl2') return null
          return Reflect.apply(getContext, this, [kind, ...rest])
        } as typeof getContext
      })
      await page.goto(app.page.url())
      const plain = new SolvePage(page)
      await plain.ready()
      await page.getByText(/no WebGL2/).waitFor()
      await page.getByRole('button', { name: 'Understood' }).click()
      const box = (await plain.canvas.boundingBox())!
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
      await page.locator('.readout').waitFor()
      const [centre, corner] = await plain.colours([
        { x: box.x + box.width / 2 + 20, y: box.y + box.height / 2 },
        { x: box.x + 4, y: box.y + box.height - 60 },
      ])
      expect(centre).not.toEqual(corner)
      await plain.keepPicture('no-webgl2')
      await page.close()
    },
  )
})

describe('the window', () => {
  it.each([
    [1280, 800, 'light'],
    [1280, 800, 'dark'],
    [1920, 1080, 'light'],
    [1920, 1080, 'dark'],
    [640, 400, 'light'],
  ] as const)('clips nothing at %d x %d, %s', async (width, height, colorScheme) => {
    await app.page.setViewportSize({ width, height })
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await app.still()
    await app.keepPicture(`sample-${width}x${height}-${colorScheme}`)
    expect(await cutTexts(app.page)).toEqual([])
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    if (width >= 1280) {
      const box = (await app.button('Reconstruct').boundingBox())!
      expect(box.y + box.height).toBeLessThanOrEqual(height)
      const scrolled = await app.page
        .locator('aside, .sections')
        .evaluateAll((panels) => panels.map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight))
      expect(Math.max(...scrolled)).toBeLessThanOrEqual(0)
    }
  })

  it('changes its theme and remembers it', async () => {
    const background = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    const theme = app.page.getByRole('radiogroup', { name: 'Theme' })
    await app.page.keyboard.press('Control+,')
    await theme.getByRole('radio', { name: 'Dark' }).click()
    await eventually(background).not.toBe(light)
    await app.page.reload()
    await app.ready()
    await eventually(background).not.toBe(light)
    await app.page.keyboard.press('Control+,')
    await theme.getByRole('radio', { name: 'As the system' }).click()
    await eventually(background).toBe(light)
  })
})
