/** The window in German, over an engine double. The page tests walk the real one. */
import { fireEvent, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src-main/contract/session'
import { speak } from '../../../src-renderer/text/words.svelte'
import { isEnglish, spokenTexts } from '../../english'
import { solutionOf } from '../engine-double'
import { dropGood, engine, freshEngine, key, openApp } from './open-app'

const alarm = {
  code: 'misfit-above-noise' as const,
  what: 'The fitted fields miss the observed values by 2 times their noise.',
  advice: 'Look for outliers among the values, and state a larger noise or let it be estimated.',
  statistic: 4,
  limit: 2,
}

const english = (): string[] => spokenTexts().filter(isEnglish)

describe('in German', () => {
  beforeEach(async () => {
    freshEngine()
    await openApp()
    const settings = { ...defaultSettings, language: 'de' as const }
    await engine.waiting('readSettings').answer({ settings })
    await tick()
  })
  afterEach(() => speak('en'))

  it('English would be noticed', () => {
    expect(isEnglish('Reconstruct')).toBe(true)
    expect(isEnglish('Press the button')).toBe(true)
    expect(isEnglish('Die Rekonstruktion ist gescheitert')).toBe(false)
  })

  it('a reconstruction speaks no English from the first steps to its alarm', async () => {
    expect(document.documentElement.lang).toBe('de')
    expect(english()).toEqual([])
    await dropGood()
    await key('Enter', { ctrlKey: true })
    const call = engine.waiting('solve')
    call.progress({ stage: 'Fitting latents', fraction: 0.3, etaSeconds: 5, figures: { 'misfit per point': 1.2 } })
    await tick()
    expect(screen.getByText('Latente Größen werden angepasst')).toBeTruthy()
    expect(english()).toEqual([])
    const solution = solutionOf(call.request)
    await call.answer({ ...solution, document: { ...solution.document, alarms: [alarm] } })
    await tick()
    expect(screen.getByText('Auf diese Rekonstruktion ist kein Verlass')).toBeTruthy()
    expect(english()).toEqual([])
  })

  it('a failure speaks no English but behind its disclosure', async () => {
    await dropGood()
    await key('Enter', { ctrlKey: true })
    await engine.waiting('solve').fail({ code: 'no-convergence', message: 'the iteration stopped' })
    await tick()
    expect(screen.getByText('Die Rekonstruktion ist gescheitert')).toBeTruthy()
    expect(english()).toEqual([])
  })

  it.each(['Training', 'Bibliothek', 'Bericht', 'Verlauf'])('the view %s speaks no English', async (name) => {
    await fireEvent.click(screen.getByRole('radio', { name }))
    await tick()
    expect(english()).toEqual([])
  })

  it.each([
    ['the keyboard help', '?', {}],
    ['the gallery', 'g', {}],
    ['the palette', 'k', { ctrlKey: true }],
    ['the settings', ',', { ctrlKey: true }],
  ])('%s speaks no English', async (_, pressed, modifiers) => {
    await key(pressed, modifiers)
    await tick()
    expect(document.querySelector('dialog[open]')).toBeTruthy()
    expect(english()).toEqual([])
  })
})
