/** The first minute of a newcomer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { SolvePage } from './solve-page'

let open: OpenApplication
let app: SolvePage

beforeAll(async () => {
  open = await openApplication({ welcomed: false })
  app = new SolvePage(open.page)
})
afterAll(() => open?.close())

describe('the first steps', () => {
  const step = (): Promise<string> => app.page.locator('[aria-current="step"] b').innerText()

  it('lead from a slider over sensors to the report, beside the controls themselves', async () => {
    await app.begin()
    const guide = app.page.getByRole('region', { name: 'First steps' })
    await guide.waitFor()
    await app.keepPicture('first-steps')
    const parameters = (await app.page.locator('section:has(> * #parameters-title)').boundingBox())!
    const card = (await guide.boundingBox())!
    expect(card.x).toBeGreaterThanOrEqual(parameters.x + parameters.width)
    expect(Math.abs(card.y - parameters.y)).toBeLessThan(30)

    expect(await step()).toBe('Move a slider')
    await app.slider(/Permeability, high/).fill('0.9')
    await eventually(step).toBe('Bring in sensors')
    await app.button('Try the sample sensors').click()
    await eventually(step).toBe('Read the residual report')
    await app.setSamples(1)
    await app.reconstruct()
    await app.page.getByRole('radio', { name: 'Report' }).click()
    await app.page.getByRole('region', { name: 'That is the whole way' }).waitFor()
    await app.keepPicture('first-steps-done')
  }, 240_000)

  it('do not come again by themselves, but from the help menu', async () => {
    await app.page.reload()
    await app.ready()
    expect(await app.page.getByRole('region', { name: 'First steps' }).count()).toBe(0)
    await app.page.keyboard.press('Control+k')
    await app.page.keyboard.type('First steps')
    await app.page.keyboard.press('Enter')
    await app.page.getByRole('region', { name: 'First steps' }).waitFor()
    await app.button('Close the first steps').click()
    await app.page.getByRole('region', { name: 'First steps' }).waitFor({ state: 'detached' })
  })
})
