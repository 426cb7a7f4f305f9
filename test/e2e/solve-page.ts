/** The solve view as a person handles it. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errors, type Locator, type Page, type PageScreenshotOptions } from 'playwright-core'
import { eventually, patienceMs } from './eventually'
import { atRest } from './frame-watch'

const root = join(import.meta.dirname, '../..')
export const sampleFile = join(root, 'assets/examples/darcy-sensors.csv')

/** Where pictures of the window are put, to be looked at. */
const pictures = join(root, '.cache/screenshots')

const solveTimeoutMs = 180_000
const captureTimeoutMs = 20_000
const captureAttempts = 3

/** Texts of the visible page that its window or their own box cuts off. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const visible = [...document.querySelectorAll<HTMLElement>('header, main, main *')].filter(
      (element) => element.offsetParent !== null && !element.closest('[popover], .visually-hidden, .labels, pre'),
    )
    return visible
      .filter((element) => {
        const { left, right, width: wide } = element.getBoundingClientRect()
        const outside = wide > 0 && (left < -1 || right > innerWidth + 1)
        const style = getComputedStyle(element)
        const truncated = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible'
        return outside || (truncated && element.childElementCount === 0)
      })
      .map((element) => `${element.tagName} ${element.className}: ${element.textContent?.trim().slice(0, 40)}`)
  })
}

export class SolvePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(patienceMs)
    // Journeys leave unsaved work behind; the window asks before it is unloaded.
    page.on('dialog', (dialog) => void dialog.accept())
  }

  get stage(): Locator {
    return this.page.getByRole('application')
  }

  get canvas(): Locator {
    return this.stage.locator('canvas')
  }

  slider(name: string | RegExp): Locator {
    return this.page.getByRole('slider', { name })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** A newly loaded window of the smallest size that is supported, light and without motion. */
  async begin(): Promise<void> {
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await this.page.setViewportSize({ width: 1280, height: 800 })
    await this.page.reload()
    await this.ready()
    // What a test before has left unsaved is none of the next one's business.
    const discard = this.button('Discard')
    while (await discard.isVisible()) {
      await discard.click()
      // Gone, or the next one's; a look at what is gone must not wait for it to come.
      await eventually(() => discard.isDisabled({ timeout: 200 }).catch(() => false)).toBe(false)
    }
  }

  /** Waits until the first sample is drawn and nothing is on its way. */
  async ready(): Promise<void> {
    await eventually(() => this.summary()).toMatch(/ (from .* to|von .* bis) /)
    await this.fresh()
  }

  async fresh(): Promise<void> {
    await eventually(() => this.stage.getAttribute('data-stale')).toBe('false')
  }

  /** The sentence that a screen reader says of the picture. */
  async summary(): Promise<string> {
    return (await this.stage.getAttribute('aria-label')) ?? ''
  }

  /** Waits until no answer is awaited and nothing is about to be drawn. */
  async still(): Promise<void> {
    await eventually(() => atRest(this.page)).toBe(true)
  }

  /** The stage at rest, as much of it as the window shows, as a PNG in base64. */
  async picture(): Promise<string> {
    await this.canvas.evaluate((canvas) => canvas.scrollIntoView({ block: 'nearest' }))
    await this.still()
    // Never more than the window shows: for that Chromium resizes the page, captures, and resizes it back.
    const clip = await this.canvas.evaluate((canvas) => {
      const box = canvas.getBoundingClientRect()
      const [left, top] = [Math.max(0, Math.floor(box.left)), Math.max(0, Math.floor(box.top))]
      const [right, bottom] = [Math.min(innerWidth, Math.ceil(box.right)), Math.min(innerHeight, Math.ceil(box.bottom))]
      return { x: left, y: top, width: right - left, height: bottom - top }
    })
    return (await this.#capture({ clip })).toString('base64')
  }

  /** A headless Chromium may leave a capture unanswered for good, and answers the next at once. */
  async #capture(options: PageScreenshotOptions): Promise<Buffer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.page.screenshot({ ...options, timeout: captureTimeoutMs })
      } catch (error) {
        if (!(error instanceof errors.TimeoutError) || attempt === captureAttempts) throw error
      }
    }
  }

  /** Share of pixels that clearly differ between two pictures of the same size. */
  difference(one: string, other: string): Promise<number> {
    return this.page.evaluate(
      async (pictures) => {
        const [first, second] = await Promise.all(
          pictures.map(async (data) => {
            const image = new Image()
            image.src = `data:image/png;base64,${data}`
            await image.decode()
            const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
            context.drawImage(image, 0, 0)
            return context.getImageData(0, 0, image.width, image.height).data
          }),
        )
        let differing = 0
        for (let i = 0; i < first!.length; i += 4) {
          const far = [0, 1, 2].some((channel) => Math.abs(first![i + channel]! - second![i + channel]!) > 12)
          if (far) differing += 1
        }
        return (4 * differing) / first!.length
      },
      [one, other],
    )
  }

  async drop(name: string, content: string | Buffer): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      ([fileName, base64]) => {
        const bytes = Uint8Array.from(atob(base64!), (character) => character.charCodeAt(0))
        const data = new DataTransfer()
        data.items.add(new File([bytes], fileName!, { type: 'text/csv' }))
        return data
      },
      [name, Buffer.from(content).toString('base64')],
    )
    await this.page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  }

  async dropSample(): Promise<void> {
    await this.drop('darcy-sensors.csv', readFileSync(sampleFile))
    await this.page.getByText('90 on a').waitFor()
  }

  /** Presses the button and waits for the end. */
  async reconstruct(): Promise<void> {
    await this.button(/^Reconstruct/).click()
    const failure = this.page.getByRole('alert').filter({ hasText: 'The reconstruction failed' })
    await this.page.getByText('Of the reconstruction').or(failure).waitFor({ timeout: solveTimeoutMs })
    if (await failure.isVisible()) throw new Error(await failure.innerText())
  }

  async setSamples(count: number): Promise<void> {
    const entry = this.page.getByRole('textbox', { name: 'Number of samples' })
    await entry.fill(String(count))
    await entry.press('Enter')
  }

  async keepPicture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true })
    await this.#capture({ path: join(pictures, `${name}.png`) })
  }

  /** Colours of the window's pixels at CSS positions, read from a screenshot. */
  async colours(places: readonly { x: number; y: number }[]): Promise<[number, number, number][]> {
    const shot = (await this.#capture({ scale: 'css' })).toString('base64')
    return this.page.evaluate(
      async ({ data, at }) => {
        const image = new Image()
        image.src = `data:image/png;base64,${data}`
        await image.decode()
        const canvas = new OffscreenCanvas(image.width, image.height)
        const context = canvas.getContext('2d')!
        context.drawImage(image, 0, 0)
        return at.map(({ x, y }) => {
          const [red, green, blue] = context.getImageData(Math.round(x), Math.round(y), 1, 1).data
          return [red!, green!, blue!] as [number, number, number]
        })
      },
      { data: shot, at: places },
    )
  }
}
