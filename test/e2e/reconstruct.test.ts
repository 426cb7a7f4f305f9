import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { solutionSchema } from '../../src-main/contract/calls'
import { readNpz } from '../../src-main/formats/npz'
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

/** Saves one format and gives its name and bytes. */
async function save(label: string): Promise<{ name: string; bytes: Uint8Array }> {
  const [download] = await Promise.all([app.page.waitForEvent('download'), app.button(label).click()])
  return { name: download.suggestedFilename(), bytes: new Uint8Array(readFileSync(await download.path())) }
}

describe('a sensor file', () => {
  it('goes all the way: dropped, shown, reconstructed, certified, exported', async () => {
    const bare = await app.picture()
    await app.dropSample()
    expect(await app.difference(await app.picture(), bare)).toBeGreaterThan(0.01)
    await app.keepPicture('sensors-light')
    await app.setSamples(2)
    await app.reconstruct()

    expect(await app.summary()).toMatch(/^Pressure head, mean of the samples/)
    const table = app.page.getByRole('table', { name: /Norms of the residual/ })
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['Measure', 'Raw', 'Refined', 'Floor'])
    expect(await table.getByRole('row').filter({ hasText: 'Relative L2' }).first().innerText()).toMatch(/×/)
    await app.page.getByText('At the floor').waitFor()
    await app.page.getByRole('cell', { name: '160' }).waitFor()
    for (const [key, words] of [
      ['1', /^Transmissivity, mean/],
      ['3', /^Residual, left of the equation by the mean/],
      ['2', /^Pressure head, mean/],
      ['v', /^Pressure head, standard deviation/],
    ] as const) {
      await app.page.keyboard.press(key)
      await eventually(() => app.summary()).toMatch(words)
      await app.still()
      await app.keepPicture(`solution-${key}-light`)
    }

    const npz = await save('NPZ')
    expect(npz.name).toMatch(/\.npz$/)
    const arrays = readNpz(npz.bytes, npz.name)
    const shapes = Object.fromEntries(Object.entries(arrays).map(([key, { shape }]) => [key, [...shape]]))
    expect(shapes).toMatchObject({
      a_mean: [64, 64],
      a_std: [64, 64],
      u_mean: [64, 64],
      u_std: [64, 64],
      a_samples: [2, 64, 64],
      u_samples: [2, 64, 64],
      x: [64],
      y: [64],
    })
    await app.page.getByRole('radio', { name: 'Mean' }).click()
    const shown = Number(/ to ([\d.]+)/.exec(await app.summary())![1])
    expect(Math.max(...Array.from(arrays['u_mean']!.data, Number)) / shown).toBeCloseTo(1, 2)

    const json = await save('JSON')
    const document = solutionSchema.parse(JSON.parse(new TextDecoder().decode(json.bytes)))
    expect(document).toMatchObject({ samples: 2, seed: 7, refined: true, observations: { count: 250 } })
    expect(document.residual.refined!.l2Relative).toBeLessThan(1e-6)
    expect(new TextDecoder().decode((await save('VTI')).bytes)).toMatch(/<VTKFile type="ImageData"/)
    expect(new TextDecoder().decode((await save('Report')).bytes)).toMatch(/^<!doctype html>/i)
    const all = unzipSync((await save('All')).bytes)
    expect(Object.keys(all).sort()).toEqual(['report.html', 'solution.json', 'solution.npz', 'solution.vti'])

    await app.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await app.still()
    await app.keepPicture('solution-dark')
    // Moving a slider shows the sample again; the reconstruction is one key away.
    await app.slider(/Source strength/).fill('0.6')
    await app.fresh()
    expect(await app.summary()).toMatch(/^Pressure head, from/)
    await app.page.keyboard.press('m')
    await app.page.getByText('Made with other settings').waitFor()
  })

  it('ships with the app and opens by a button', async () => {
    await app.button('Try the sample sensors').click()
    await app.page.getByText('90 on a').waitFor()
    await app.button(/^Remove darcy-sensors/).click()
    await app.button('Try the sample sensors').waitFor()
  })

  it('opens by the keyboard through the file dialog', async () => {
    const chosen = app.page.waitForEvent('filechooser')
    // The browser hears of the wait by a message of its own, which must not be overtaken: a reload comes after it.
    await app.page.reload()
    await app.ready()
    await app.page.keyboard.press('Control+o')
    const chooser = await chosen
    await chooser.setFiles({
      name: 'two.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('field,x,y,value,sigma\nu,0.5,0.5,0.01,0.001\na,0.25,0.25,3,0.1\n'),
    })
    await app.page.getByText('two.csv', { exact: true }).waitFor()
  })
})

describe('a large file', () => {
  let folder: string
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'fieldsmith-large-'))))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('of a million sensors is read, and shown by two thousand of them', async () => {
    const path = join(folder, 'million.csv')
    const rows = Array.from({ length: 1_000_000 }, (_, i) => {
      const [x, y] = [((i % 1000) + 0.5) / 1000, (Math.floor(i / 1000) + 0.5) / 1000]
      return `u,${x},${y},${(0.2 * x * (1 - x) * y * (1 - y)).toFixed(6)},0.0001`
    })
    writeFileSync(path, `field,x,y,value,sigma\n${rows.join('\n')}\n`)
    await app.page.locator('input[type=file][accept*=npy]').setInputFiles(path)
    await app.page.getByText(/^1\s000\s000 sensors, 2\s000 of them shown/).waitFor({ timeout: 120_000 })
    await app.slider(/Source strength/).fill('0.6')
    await app.fresh()
    await app.still()
    await app.keepPicture('million-light')
  })
})

describe('a bad file', () => {
  it.each([
    ['empty', '', /empty/i],
    ['nothing but a header', 'field,x,y,value\n', /point/i],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff, 0xfe]), /./],
  ])('that is %s is refused with its reason, and the app goes on', async (name, content, reason) => {
    await app.drop(`${name}.csv`, content)
    const panel = app.page.getByRole('region', { name: `${name}.csv cannot be used` })
    await panel.waitFor()
    expect(await panel.innerText()).toMatch(reason)
    await app.page.keyboard.press('Escape')
    await app.dropSample()
  })

  it('names every bad line at once, and leaves the good file in place', async () => {
    await app.dropSample()
    const rows = [
      'field,x,y,value,sigma',
      '# a comment counts as a line',
      'u,0.5,0.5,0.01,0.001',
      'u,1.5,0.5,0.01,0.001',
      'q,0.5,0.5,0.01,0.001',
      'u,0.5,0.5,nan,0.001',
      'u,0.25,half,0.01,0.001',
      'u,0.25,0.25,0.01,-1',
      'a,0.25,0.25,-3,0.1',
      'u,0.25,0.25',
    ]
    await app.drop('campaign.csv', rows.join('\n'))
    const panel = app.page.getByRole('region', { name: 'campaign.csv cannot be used' })
    await panel.waitFor()
    const lines = (await panel.locator('.line').allInnerTexts()).filter((text) => text !== '')
    expect(lines).toEqual(['Line 4', 'Line 5', 'Line 6', 'Line 7', 'Line 8', 'Line 9', 'Line 10'])
    expect(await panel.innerText()).toMatch(/darcy-sensors\.csv, opened before, stays in place/)
    await app.keepPicture('bad-file-light')
    await panel.getByRole('button', { name: 'Close' }).click()
    expect(await app.button('Reconstruct').isEnabled()).toBe(true)
    await app.slider(/Source strength/).fill('0.6')
    await app.fresh()
  })
})

describe('a solve', () => {
  it('shows its progress, and cancels', async () => {
    await app.dropSample()
    await app.setSamples(32)
    await app.button('Reconstruct').click()
    const bar = app.page.getByRole('progressbar')
    await eventually(() => bar.getAttribute('aria-valuenow')).toMatch(/^[1-9]/)
    await app.page.getByText(/left/).first().waitFor()
    await app.keepPicture('solving-light')
    await app.button('Cancel').click()
    await app.button('Reconstruct').waitFor()
    // A step that outlasts the grace of a cancelled call takes the engine with it: its banner goes, an error would stay.
    await eventually(() => app.page.getByRole('alert').allInnerTexts()).toEqual([])
    expect(await app.summary()).toMatch(/^Pressure head, from/)
    await app.button('New sample').click()
    await app.fresh()
  })

  it('can be done by the keyboard alone', async () => {
    const { page } = app
    await page.keyboard.press('Tab')
    const reached: string[] = []
    for (let i = 0; i < 40; i += 1) {
      const name = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        return element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
      })
      reached.push(name)
      if (name === 'Try the sample sensors') break
      await page.keyboard.press('Tab')
    }
    expect(reached).toContain('Open file…')
    expect(reached.at(-1)).toBe('Try the sample sensors')
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(outline).toBe('solid')
    await page.keyboard.press('Enter')
    await page.getByText('90 on a').waitFor()
    await app.setSamples(1)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Of the reconstruction').waitFor({ timeout: 180_000 })
    await page.keyboard.press('p')
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowUp')
    await eventually(() => page.locator('.readout').innerText()).toMatch(/y\s*0\.586/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })
})
