import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { SolvePage } from './solve-page'

let application: OpenApplication
let app: SolvePage

beforeAll(async () => {
  application = await openApplication()
  app = new SolvePage(application.page)
})
afterAll(() => application.close())

beforeEach(() => app.begin())

const dialog = () => app.page.getByRole('dialog', { name: /^Import/ })
const grid = () => app.page.getByRole('grid')
const cell = (row: number, column: number) => grid().getByRole('row').nth(row).getByRole('gridcell').nth(column)

/** Heads in centimetres with a decimal comma, places in kilometres from an origin of their own. */
function germanFile(): string {
  const rows = Array.from({ length: 48 }, (_, i) => {
    const [x, y] = [((i % 8) + 0.5) / 8, (Math.floor(i / 8) + 0.5) / 6]
    const head = 100 * 0.9 * x * (1 - x) * y * (1 - y)
    const cells = [3500 + x / 1000, 5800 + y / 1000, head, 0.2].map((number) => String(number).replace('.', ','))
    return [...cells, `Pegel ${i + 1}`].join(';')
  })
  return ['Rechts;Hoch;Stand;Fehler;Bemerkung', 'km;km;cm;cm;', ...rows].join('\r\n')
}

async function clickField(x: number, y: number): Promise<void> {
  const box = (await app.canvas.boundingBox())!
  await app.page.mouse.move(box.x + box.width * x, box.y + box.height * y)
  await app.page.mouse.click(box.x + box.width * x, box.y + box.height * y)
}

describe('a file that is not in the native form', () => {
  it('is imported by its columns, units and origin: semicolons, decimal comma, a row of units', async () => {
    const { page } = app
    await app.drop('Kampagne.csv', germanFile())
    await dialog().waitFor()
    const choose = (column: string, meaning: string) =>
      dialog().getByLabel(`What ${column} holds`, { exact: true }).selectOption({ label: meaning })
    await choose('Rechts', 'Position x')
    await choose('Hoch', 'Position y')
    await choose('Stand', 'Value of Pressure head (u)')
    await choose('Fehler', 'Noise (σ) of Pressure head (u)')
    // Far outside: the map says so, and no file can be read.
    await page.getByText('0 of 48 shown sensors lie in the domain.').waitFor()
    await app.keepPicture('import-outside-light')
    expect(
      await dialog()
        .getByRole('button', { name: /^Import/ })
        .isEnabled(),
    ).toBe(false)
    await dialog().getByRole('textbox', { name: 'Origin in x' }).fill('3500')
    await dialog().getByRole('textbox', { name: 'Origin in y' }).fill('5800')
    await page.keyboard.press('Enter')
    await dialog()
      .getByText(/^48 sensors will be read · 48 on u$/)
      .waitFor()
    await page.getByText('All shown sensors lie in the domain.').waitFor()
    await app.keepPicture('import-light')
    await dialog().getByRole('button', { name: 'Import 48 sensors' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await page.getByText('48 on u').waitFor()

    await page.keyboard.press('o')
    await grid().waitFor()
    const head = 0.9 * 0.0625 * 0.9375 * (1 / 12) * (11 / 12)
    const cells = await grid().getByRole('row').nth(1).getByRole('gridcell').allInnerTexts()
    const [, field, x, y, value, sigma, line] = cells.map((text) => text.trim())
    expect([field, line]).toEqual(['u', 'line 3'])
    expect([Number(x), Number(y), Number(sigma)]).toEqual([0.0625, expect.closeTo(1 / 12, 6), 0.002])
    expect(Number(value) / head).toBeCloseTo(1, 5)
    // What was set comes back.
    await app.button('Import settings').click()
    await dialog()
      .getByText(/^48 sensors will be read/)
      .waitFor()
    expect(await dialog().getByRole('textbox', { name: 'Origin in x' }).inputValue()).toBe('3500')
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })

  it('of NumPy arrays and JSON opens as well, and joins what is there', async () => {
    const { page } = app
    await app.dropSample()
    await app.drop(
      'wells.json',
      JSON.stringify([
        { x: 0.25, y: 0.5, u: 0.02 },
        { x: 0.75, y: 0.5, u: 0.03 },
      ]),
    )
    await dialog()
      .getByText(/^2 sensors will be read/)
      .waitFor()
    await dialog().getByRole('radio', { name: 'Keep them as well' }).click()
    await dialog().getByRole('button', { name: 'Import 2 sensors' }).click()
    await page.getByText('162 on u').waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('160 on u').waitFor()
  })
})

describe('the table of sensors', () => {
  it('is edited, undone, solved without what is muted, and shows what is off', async () => {
    const { page } = app
    await app.dropSample()
    await page.keyboard.press('o')
    await grid().focus()
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight')
    const before = await cell(1, 4).innerText()
    await page.keyboard.press('Enter')
    const entry = page.getByRole('textbox', { name: 'Value of sensor 1' })
    await entry.fill('9,5')
    await entry.press('Enter')
    await eventually(() => cell(1, 4).innerText()).toBe('9.5')
    await page.keyboard.press('Control+z')
    await eventually(() => cell(1, 4).innerText()).toBe(before)

    const shown = await app.picture()
    await app.button(/^Mute all of a/).click()
    await page.getByText('250 sensors, 90 muted').waitFor()
    await app.setSamples(1)
    await app.reconstruct()
    await page.getByRole('cell', { name: '160' }).waitFor()
    expect(await page.getByRole('cell', { name: '90', exact: true }).count()).toBe(0)
    await app.button('Misfit').click()
    const worst = await cell(1, 6).innerText()
    expect(Math.abs(Number(worst.replace('−', '-').replace('+', '')))).toBeGreaterThan(1)
    await app.keepPicture('sensor-table-light')
    expect(await app.difference(await app.picture(), shown)).toBeGreaterThan(0.01)
    await page.keyboard.press('o')
    await grid().waitFor({ state: 'hidden' })
  })
})

describe('a sensor on the picture', () => {
  it('is added by a click, changed by its pin, muted, and deleted', async () => {
    const { page } = app
    await app.slider(/Source strength/).waitFor()
    await page.keyboard.press('f')
    await app.still()
    await page.keyboard.press('a')
    await clickField(0.45, 0.55)
    const form = page.getByRole('form', { name: 'Add a sensor' })
    await form.getByRole('textbox', { name: 'Value' }).fill('0.05')
    await form.getByRole('button', { name: 'Add' }).click()
    await page.getByText('by-hand.csv').waitFor()
    await page.keyboard.press('a')
    await app.still()
    await app.keepPicture('sensor-by-hand-light')
    const added = await app.picture()

    await clickField(0.45, 0.55)
    const pin = page.getByRole('form', { name: 'Sensor' })
    expect(await pin.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('0.05')
    await pin.getByRole('button', { name: 'Mute' }).click()
    await pin.getByRole('button', { name: 'Close' }).click()
    await page.getByText('1 muted').waitFor()
    expect(await app.difference(await app.picture(), added)).toBeGreaterThan(0)
    expect(await app.button('Reconstruct').isEnabled()).toBe(false)

    await clickField(0.45, 0.55)
    await pin.getByRole('button', { name: 'Delete' }).click()
    await app.button('Try the sample sensors').waitFor()
  })
})
