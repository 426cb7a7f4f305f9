/** Every view and dialog of the window, for what has to hold in all of them. */
import { eventually } from './eventually'
import type { SolvePage } from './solve-page'

export interface Place {
  readonly name: string
  open(app: SolvePage): Promise<void>
}

const press = async (app: SolvePage, combination: string): Promise<void> => {
  await app.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await app.page.keyboard.press(combination)
}

/** Views are told apart by their order, since their names depend on the language. */
const view = (name: string, index: number): Place => ({
  name,
  async open({ page }) {
    await page.locator('header [role=radiogroup]').first().getByRole('radio').nth(index).click()
    await eventually(() => page.locator('main:not([hidden])').count()).toBe(1)
  },
})

const dialog = (name: string, combination: string): Place => ({
  name,
  async open(app) {
    // A key that comes while a solve's end redraws the window may find nobody listening for a moment.
    for (let attempt = 1; ; attempt += 1) {
      await press(app, combination)
      const opened = app.page.locator('dialog[open]').waitFor({ timeout: 5000 })
      if (
        await opened.then(
          () => true,
          () => attempt === 3,
        )
      )
        return opened
    }
  },
})

export const views: readonly Place[] = ['solve', 'train', 'library', 'report', 'history'].map(view)

export const dialogs: readonly Place[] = [
  dialog('the command palette', 'Control+k'),
  dialog('the keyboard help', '?'),
  dialog('the settings', 'Control+,'),
  dialog('the gallery', 'g'),
  dialog('the sessions', 'Control+Shift+O'),
]

export async function closeDialog({ page }: SolvePage): Promise<void> {
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

/** A reconstruction of few readings, quickly, in whatever language. */
export async function reconstructQuickly(app: SolvePage): Promise<void> {
  await app.page.locator('section:has(#observations-title) button').last().click()
  await app.page.locator('#samples').fill('2')
  await app.page.locator('#samples').press('Enter')
  await press(app, 'Control+Enter')
  const solved = (): Promise<boolean> =>
    app.page.evaluate(() => document.querySelector('section[aria-labelledby="certificate-title"]') !== null)
  await app.page.locator('.button.primary[aria-keyshortcuts]').waitFor({ state: 'visible', timeout: 180_000 })
  await eventually(solved).toBe(true)
}
