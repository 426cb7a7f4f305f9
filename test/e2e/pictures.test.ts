import { readFileSync } from 'node:fs'
import { BufferSource, EncodedPacketSink, Input, WEBM } from 'mediabunny'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { textOf } from '../../src-renderer/pictures/png-text'
import { openApplication, type OpenApplication } from './application'
import { SolvePage } from './solve-page'

let app: OpenApplication
let page: Page
let solve: SolvePage
beforeAll(async () => {
  app = await openApplication()
  page = app.page
  solve = new SolvePage(page)
})
afterAll(() => app.close())
beforeEach(() => solve.begin())

/** The dialog, opened by its key. */
async function dialog(): Promise<Locator> {
  await page.keyboard.press('e')
  const opened = page.getByRole('dialog', { name: 'Save what is shown' })
  await opened.waitFor()
  return opened
}

async function saved(opened: Locator): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    opened.getByRole('button', { name: 'Save', exact: true }).click(),
  ])
  await opened.waitFor({ state: 'hidden' })
  return readFileSync(await download.path())
}

async function setNumber(opened: Locator, name: RegExp, value: number): Promise<void> {
  const entry = opened.getByRole('textbox', { name })
  await entry.fill(String(value))
  await entry.press('Enter')
}

async function small(opened: Locator): Promise<void> {
  await opened.getByRole('combobox', { name: 'Size' }).selectOption('custom')
  await setNumber(opened, /Width/, 480)
  await setNumber(opened, /Height/, 360)
}

describe('what is shown can be saved', () => {
  it('as a picture of the chosen size that carries its request', async () => {
    const opened = await dialog()
    await small(opened)
    await solve.keepPicture('save-picture-light')
    const png = await saved(opened)
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([480, 360])
    expect(JSON.parse(textOf(png, 'fieldsmith')!)).toMatchObject({
      schema: 'fieldsmith.picture/1',
      problem: 'darcy',
      model: { id: 'darcy-64-student' },
      parameters: { permeabilityLow: 3, sourceStrength: 1 },
      seed: 7,
      field: 'u',
      statistic: 'sample',
    })
  })

  it('as a film with every frame', async () => {
    const opened = await dialog()
    await opened.getByRole('radio', { name: 'Film' }).click()
    await small(opened)
    await setNumber(opened, /Length/, 1)
    const input = new Input({ formats: [WEBM], source: new BufferSource(await saved(opened)) })
    const track = await input.getPrimaryVideoTrack()
    expect([track!.displayWidth, track!.displayHeight]).toEqual([480, 360])
    let packets = 0
    for await (const packet of new EncodedPacketSink(track!).packets()) packets += packet.byteLength > 0 ? 1 : 0
    expect(packets).toBe(30)
  })

  it('as a surface for other programs', async () => {
    const opened = await dialog()
    await opened.getByRole('radio', { name: 'Surface' }).click()
    const glb = await saved(opened)
    expect(glb.toString('latin1', 0, 4)).toBe('glTF')
    expect(glb.readUInt32LE(8)).toBe(glb.length)
  })

  it('and a film that takes long can be given up', async () => {
    const opened = await dialog()
    await opened.getByRole('radio', { name: 'Film' }).click()
    await setNumber(opened, /Length/, 60)
    await opened.getByRole('button', { name: 'Save', exact: true }).click()
    await opened.getByRole('progressbar').waitFor()
    await opened.getByRole('button', { name: 'Cancel' }).click()
    await opened.waitFor({ state: 'hidden' })
    await solve.fresh()
  })
})
