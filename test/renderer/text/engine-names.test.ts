import { afterEach, describe, expect, test } from 'vitest'
import { alarmTitles } from '../../../src-main/contract/alarm-titles'
import { problems } from '../../../src-main/problems/library'
import { de } from '../../../src-renderer/text/de'
import { en } from '../../../src-renderer/text/en'
import { alarmWords, inOwnWords, named, namedWithin } from '../../../src-renderer/text/engine-names'
import { speak } from '../../../src-renderer/text/words.svelte'
import { problem } from '../engine-double'
import { engineLiterals } from './engine-literals'

afterEach(() => speak('en'))

const stages = [...engineLiterals('src-main', 'stage').keys()].filter((text) => /^\p{Lu}/u.test(text))
const declared = Object.values(problems).flatMap(({ title, fields, parameters }) => [
  title,
  ...fields.map(({ name }) => name),
  ...parameters.map(({ name }) => name),
])

test('stages are found however they are told', () => {
  expect(stages).toEqual(expect.arrayContaining(['Fitting latents', 'Distilling the student', 'Loading the model']))
})

test.each(['problems, fields and parameters', 'stages', 'alarms'] as const)('%s have German names', (what) => {
  const names = { 'problems, fields and parameters': declared, stages, alarms: Object.values(alarmTitles) }[what]
  expect(names.filter((name) => !Object.hasOwn(de.engine.names, name))).toEqual([])
})

test('every problem says what it is for, in both languages', () => {
  for (const id of Object.keys(problems)) {
    expect(en.engine.problems[id]?.purpose).toMatch(/[.?]$/)
    expect(de.engine.problems[id]?.purpose).toMatch(/[.?]$/)
  }
})

describe('a name', () => {
  test('follows the language wherever the problem is read', () => {
    const own = inOwnWords(problem)
    expect([own.title, own.fields[1]!.name, own.parameters[1]!.name]).toEqual([
      'Darcy flow',
      'Pressure head',
      'Source strength',
    ])
    speak('de')
    expect([own.title, own.fields[1]!.name, own.parameters[1]!.name]).toEqual([
      'Darcy-Strömung',
      'Druckhöhe',
      'Quellstärke',
    ])
  })

  test('that is not known stays as the engine has it', () => {
    speak('de')
    expect(named('Flux capacitance')).toBe('Flux capacitance')
    expect(named('toString')).toBe('toString')
  })

  test('within a sentence begins small where nouns do', () => {
    expect(namedWithin('Pressure head')).toBe('pressure head')
    speak('de')
    expect(namedWithin('Pressure head')).toBe('Druckhöhe')
  })
})

test('an alarm is told in the language in use, with its figure', () => {
  const alarm = {
    code: 'misfit-above-noise',
    what: 'The fitted fields miss the observed values by 2.5 times their noise.',
    advice: 'Look for outliers among the values, and state a larger noise or let it be estimated.',
    statistic: 6.25,
    limit: 1.4,
  } as const
  expect(alarmWords(alarm).what).toBe(alarm.what)
  speak('de')
  expect(alarmWords(alarm)).toEqual({
    title: 'Die Felder verfehlen die Messungen',
    what: 'Die angepassten Felder verfehlen die gemessenen Werte um das 2,5-Fache ihres Rauschens.',
    advice: expect.stringContaining('Ausreißern') as string,
  })
})
