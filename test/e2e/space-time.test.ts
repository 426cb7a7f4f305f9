import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { solutionSchema } from '../../src-main/contract/calls'
import { readNpz } from '../../src-main/formats/npz'
import { openApplication, type OpenApplication } from './application'
import { eventually } from './eventually'
import { cutTexts, SolvePage } from './solve-page'

const example = readFileSync(join(import.meta.dirname, '../../assets/examples/burgers-sensors.csv'), 'utf8')

let application: OpenApplication
let app: SolvePage

beforeAll(async () => {
  application = await openApplication()
  app = new SolvePage(application.page)
})
afterAll(() => application.close())

beforeEach(async () => {
  await app.begin()
  await app.page.getByRole('combobox', { name: 'Problem' }).selectOption('burgers')
  await eventually(() => app.summary()).toMatch(/^Velocity, from .* t /)
  await app.fresh()
})

/** The example with the columns of value and noise rewritten. */
function changed(rewrite: (value: number, sigma: number) => readonly [value: number, sigma: string]): string {
  const rows = example.split('\n').map((row) => {
    const [field, x, t, value, sigma] = row.split(',')
    return field === 'u' ? [field, x, t, ...rewrite(Number(value), Number(sigma))].join(',') : row
  })
  return rows.join('\n')
}

const radio = (name: string) => app.page.getByRole('radio', { name, exact: true })

async function shows(words: RegExp): Promise<void> {
  await eventually(() => app.summary()).toMatch(words)
  await app.still()
}

describe('velocities over time', () => {
  it('are reconstructed from five probes, and looked at raw and refined, by mean, spread, sample and quantile', async () => {
    await app.button('Try the sample sensors').click()
    await app.page.getByText('320 on u').waitFor()
    await app.page.getByText(/^Reconstruction:/).waitFor()
    await app.setSamples(8)
    await app.reconstruct()
    await shows(/^Velocity, mean of the samples, refined/)
    await app.page.getByText('At the floor').waitFor()
    await app.keepPicture('burgers-mean-light')

    const misfit = app.page.getByRole('region', { name: 'Misfit' })
    const [raw, refined] = (
      await misfit
        .getByRole('row', { name: /Reduced/ })
        .getByRole('cell')
        .allInnerTexts()
    )
      .slice(-2)
      .map(Number)
    expect(refined).toBeLessThan(raw!)
    expect(await misfit.innerText()).toMatch(/as the file states/)

    const mean = await app.summary()
    await app.page.keyboard.press('c')
    await shows(/^Velocity, mean of the samples, raw/)
    expect((await app.summary()).replace('raw', 'refined')).not.toBe(mean)
    await app.page.keyboard.press('c')
    await radio('Spread').click()
    await shows(/^Velocity, standard deviation of the samples, refined/)
    await app.keepPicture('burgers-spread-light')
    await radio('One sample').click()
    await shows(/^Velocity, sample 1 of 8, refined/)
    const first = await app.picture()
    await app.page.keyboard.press('.')
    await shows(/^Velocity, sample 2 of 8, refined/)
    expect(await app.difference(await app.picture(), first)).toBeGreaterThan(0)
    await radio('Quantile').click()
    await shows(/^Velocity, 5 % quantile of the samples, refined/)
    await app.page.getByRole('spinbutton', { name: 'Quantile' }).press('End')
    await shows(/^Velocity, 95 % quantile/)

    const proposals = app.page.getByRole('region', { name: 'Next sensor' })
    await proposals
      .getByText(/would remove/)
      .first()
      .waitFor()
    await proposals.getByRole('button').first().click()
    await shows(/standard deviation/)
    await app.page.locator('.labels .pin').first().waitFor()
    expect(await cutTexts(app.page)).toEqual([])

    const [download] = await Promise.all([app.page.waitForEvent('download'), app.button('NPZ').click()])
    const arrays = readNpz(new Uint8Array(readFileSync(await download.path())), 'solution.npz')
    expect(Object.keys(arrays)).toEqual(expect.arrayContaining(['u_mean', 'u_raw_mean', 'u_q05', 'u_q95']))
  })

  it('without stated noise take the one that is chosen, and say which', async () => {
    await app.drop(
      'bare.csv',
      changed((value) => [value, '']),
    )
    await app.page.getByText('320 on u').waitFor()
    await app.page.getByText('of 320', { exact: true }).waitFor()
    await radio('Estimate').click()
    await app.page.getByRole('switch', { name: 'Refine by physics' }).click()
    await app.setSamples(2)
    await app.reconstruct()
    expect(await radio('Refined').isDisabled()).toBe(true)
    expect(await app.page.getByRole('region', { name: 'Misfit' }).innerText()).toMatch(/estimated/)
    const [download] = await Promise.all([app.page.waitForEvent('download'), app.button('JSON').click()])
    const document = solutionSchema.parse(JSON.parse(readFileSync(await download.path(), 'utf8')))
    const { origin, rms } = document.observations.noise['u']!
    expect(origin).toBe('estimated')
    // The example's own noise is 0.004.
    expect(rms).toBeGreaterThan(0.001)
    expect(rms).toBeLessThan(0.02)
  })

  it('in the wrong unit raise an alarm that nobody overlooks, and the window stays usable', async () => {
    // Kilometres an hour for metres a second.
    const wrong = changed((value, sigma) => [3.6 * value, String(3.6 * sigma)])
    await app.drop('wrong-unit.csv', wrong)
    await app.page.getByText('320 on u').waitFor()
    await app.page.getByRole('switch', { name: 'Refine by physics' }).click()
    await app.setSamples(2)
    await app.reconstruct()
    const alarm = app.page.getByRole('alert').filter({ hasText: 'Do not rely on this reconstruction' })
    await alarm.waitFor()
    await app.keepPicture('burgers-alarm-light')
    expect(await cutTexts(app.page)).toEqual([])
    await app.page.getByText('they do not say that the field is the true one').waitFor()
    await alarm.getByRole('button', { name: 'Understood' }).click()
    await app.button('Do not rely on this reconstruction').waitFor()
    await app.page.keyboard.press('v')
    await shows(/standard deviation/)
    await app.keepPicture('burgers-alarm-folded-light')
    await app.button('Remove wrong-unit.csv').click()
    await app.page.keyboard.press('m')
    await shows(/^Velocity, from/)
    await app.button('Do not rely on this reconstruction').waitFor({ state: 'hidden' })
  })
})
