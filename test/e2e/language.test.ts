/** The whole window in German: no English is left in it, and nothing is cut off. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { de } from '../../src-renderer/text/de'
import { en } from '../../src-renderer/text/en'
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

/** Every text of a catalogue that depends on nothing. */
function textsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(textsOf) : []
}
const german = new Set(textsOf(de))
const onlyEnglish = new Set(textsOf(en).filter((text) => text.length > 2 && !german.has(text)))
/** Words that stand in English sentences, and are no German words. */
const englishWords = /\b(the|of|and|is|are|with|from|this|that|each|by|no|not|to|for|yet|which|its)\b/i

/** What a person reads or hears, but for what is said to be English: names of the engine's files and its own sentences. */
function spoken(): Promise<string[]> {
  return app.page.evaluate(() => {
    const root = document.querySelector('dialog[open]') ?? document.body
    const texts: string[] = []
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.closest('[hidden], [lang="en"], code, pre, script, style, annotation, dialog:not([open])')) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'aria-roledescription', 'alt']) {
        texts.push(element.getAttribute(name) ?? '')
      }
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      texts.push(...own.map((node) => node.textContent ?? ''))
    }
    return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
  })
}

const isEnglish = (text: string): boolean => onlyEnglish.has(text) || englishWords.test(text)

describe('in German', () => {
  it('the page says that it is German', async () => {
    await app.begin()
    expect(await app.page.locator('html').getAttribute('lang')).toBe('de')
  })

  it('English would be noticed', () => {
    expect(onlyEnglish.has('Reconstruct')).toBe(true)
    expect(isEnglish('Press the button')).toBe(true)
    expect(isEnglish('Die Rekonstruktion ist gescheitert')).toBe(false)
  })

  it('every view speaks German, with a reconstruction at hand', async () => {
    await reconstructQuickly(app)
    const found: Record<string, string[]> = {}
    for (const place of views) {
      await place.open(app)
      await app.page.waitForLoadState('networkidle')
      found[place.name] = (await spoken()).filter(isEnglish)
      await app.keepPicture(`german-${place.name}`)
    }
    await views[0]!.open(app)
    for (const place of dialogs) {
      await place.open(app)
      found[place.name] = (await spoken()).filter(isEnglish)
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
