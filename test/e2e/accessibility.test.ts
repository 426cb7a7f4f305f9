/** What everybody can use: every view and dialog, in both themes, by keyboard alone, at twice the size and at rest. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApplication, type OpenApplication } from './application'
import { closeDialog, dialogs, reconstructQuickly, views } from './every-view'
import { cutTexts, SolvePage } from './solve-page'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let open: OpenApplication
let app: SolvePage

beforeAll(async () => {
  open = await openApplication({ language: 'en' })
  app = new SolvePage(open.page)
  app.page.setDefaultTimeout(20_000)
})
afterAll(() => open?.close())

/** Serious and critical findings of axe, each with the elements it is about. */
async function findings(): Promise<string[]> {
  const { violations } = await app.page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (where: object, how: object) => Promise<AxeResults> } }
    const where = document.querySelector('dialog[open]') ?? document.body
    return axe.run(where, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
}

const nonEmpty = (found: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(found).filter(([, texts]) => texts.length > 0))

describe('axe finds nothing serious', () => {
  it.each(['light', 'dark'] as const)(
    'in any view or dialog of the %s theme',
    async (colorScheme) => {
      if (colorScheme === 'light') {
        await app.begin()
        await reconstructQuickly(app)
        await app.page.evaluate(axeSource)
      }
      await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const found: Record<string, string[]> = {}
      for (const place of views) {
        await place.open(app)
        found[place.name] = await findings()
      }
      await views[0]!.open(app)
      for (const place of dialogs) {
        await place.open(app)
        found[place.name] = await findings()
        await closeDialog(app)
      }
      expect(nonEmpty(found)).toEqual({})
    },
    300_000,
  )
})

describe('by the keyboard alone', () => {
  it.each(views.map(({ name }, index) => [name, index] as const))(
    'everything of the view %s is reached',
    async (_, i) => {
      await views[i]!.open(app)
      const unreached = await app.page.evaluate(() => {
        const isShown = (element: HTMLElement): boolean => element.checkVisibility({ visibilityProperty: true })
        const kinds = 'button, input, select, textarea, a[href], summary, [tabindex]'
        for (const element of document.querySelectorAll<HTMLElement>(`:is(${kinds})`)) {
          const inGroup = element.closest('[role=radiogroup], [role=toolbar], [role=tablist], [role=listbox], ul')
          // Of a group with arrow keys one member is a stop; a spin button's arrows do what the buttons beside it do.
          const besideValue = element.parentElement?.querySelector('[role=spinbutton][tabindex="0"]')
          const wanted =
            isShown(element) &&
            !element.matches(':disabled, [aria-hidden=true], [type=file]') &&
            !(element.tabIndex < 0 && (inGroup ?? besideValue)) &&
            !element.matches('[role=radiogroup], [role=menu], [popover]')
          element.toggleAttribute('data-wanted', wanted)
        }
        ;(document.activeElement as HTMLElement | null)?.blur()
        return document.querySelectorAll('[data-wanted]').length
      })
      expect(unreached).toBeGreaterThan(5)
      for (let stop = 0; stop < unreached + 20; stop += 1) {
        await app.page.keyboard.press('Tab')
        await app.page.evaluate(() => document.activeElement?.removeAttribute('data-wanted'))
      }
      const left = await app.page.evaluate(() =>
        [...document.querySelectorAll('[data-wanted]')].map((element) => element.outerHTML.slice(0, 120)),
      )
      expect(left).toEqual([])
    },
  )
})

it('at twice the size no view scrolls sideways or cuts a text off', async () => {
  await app.page.setViewportSize({ width: 640, height: 400 })
  const cut: Record<string, string[]> = {}
  for (const place of views) {
    await place.open(app)
    cut[place.name] = await cutTexts(app.page)
    const width = await app.page.evaluate(() => document.documentElement.scrollWidth)
    if (width > 640) cut[place.name]!.push(`the page is ${width} wide`)
  }
  await app.page.setViewportSize({ width: 1280, height: 800 })
  expect(nonEmpty(cut)).toEqual({})
})

it('nothing moves by itself where motion is reduced', async () => {
  for (const place of views) {
    await place.open(app)
    const running = await app.page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    )
    expect([place.name, running]).toEqual([place.name, 0])
  }
})
