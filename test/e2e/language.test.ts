/** The whole window in German: no English is left in it, and nothing is cut off. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isEnglish, spokenTexts } from '../english'
import { openApplication, type OpenApplication } from './application'
import { closeDialog, dialogs, reconstructQuickly, views } from './every-view'
import { cutTexts, SolvePage } from './solve-page'

let open: OpenApplication
let app: SolvePage

beforeAll(async () => {
  open = await openApplication({ language: 'de' })
  app = new SolvePage(open.page)
  app.page.setDefaultTimeout(20_000)
})
afterAll(() => open?.close())

const english = async (): Promise<string[]> => (await app.page.evaluate(spokenTexts)).filter(isEnglish)

describe('in German', () => {
  it('the page says that it is German', async () => {
    await app.begin()
    expect(await app.page.locator('html').getAttribute('lang')).toBe('de')
  })

  it('every view speaks German, with a reconstruction at hand', async () => {
    await reconstructQuickly(app)
    const found: Record<string, string[]> = {}
    for (const place of views) {
      await place.open(app)
      await app.page.waitForLoadState('networkidle')
      found[place.name] = await english()
      await app.keepPicture(`german-${place.name}`)
    }
    await views[0]!.open(app)
    for (const place of dialogs) {
      await place.open(app)
      found[place.name] = await english()
      await closeDialog(app)
    }
    expect(Object.fromEntries(Object.entries(found).filter(([, texts]) => texts.length > 0))).toEqual({})
  }, 300_000)

  it.each([
    ['1280 x 800', 1280, 800],
    ['200 % of 1280 x 800', 640, 400],
  ])('no text is cut off at %s', async (_, width, height) => {
    await app.page.setViewportSize({ width, height })
    const cut: Record<string, string[]> = {}
    for (const place of views) {
      await place.open(app)
      cut[place.name] = await cutTexts(app.page)
    }
    expect(Object.fromEntries(Object.entries(cut).filter(([, texts]) => texts.length > 0))).toEqual({})
  })
})
