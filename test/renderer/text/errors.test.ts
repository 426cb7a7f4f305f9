import { expect, test } from 'vitest'
import { errorReport, errorWords } from '../../../src-renderer/components/error-report'
import { diagnosis } from '../../../src-renderer/stores/diagnosis'
import { de } from '../../../src-renderer/text/de'
import { en } from '../../../src-renderer/text/en'
import { engineLiterals } from './engine-literals'

/** Alarms bear codes as well, but are no errors. */
const alarms = ['prior-mismatch', 'misfit-above-noise']

/** A code: kebab case, or one of those that are a single word. */
const codeForm = /^[a-z]+(-[a-z]+)+$|^(internal|cancelled|resonance)$/

const raised = new Map([...engineLiterals('src-main', 'code')].filter(([text]) => codeForm.test(text)))

test('codes are found however they are written', () => {
  for (const code of ['solution-unknown', 'run-exists', 'model-hash-mismatch', 'bad-request', 'model-varint']) {
    expect([...raised.keys()]).toContain(code)
  }
})

test('every code that the engine raises has its words', () => {
  const missing = [...raised].filter(([code]) => !alarms.includes(code) && !Object.hasOwn(en.errors.codes, code))
  expect(missing).toEqual([])
})

test('there are no words for codes that nothing raises, but for the window itself', () => {
  expect(Object.keys(en.errors.codes).filter((code) => !raised.has(code))).toEqual(['interface'])
})

test.each([
  ['en', en],
  ['de', de],
])('the entries of %s are whole sentences', (_, { errors }) => {
  for (const { what, means, todo } of Object.values(errors.codes)) {
    for (const sentence of [what, means, todo]) expect(sentence).toMatch(/^\p{Lu}[^]*[^.]\.$/u)
  }
})

test('no German entry repeats the English one', () => {
  const same = Object.entries(de.errors.codes).filter(
    ([code, { what, todo }]) =>
      what === en.errors.codes[code as keyof typeof en.errors.codes].what ||
      todo === en.errors.codes[code as keyof typeof en.errors.codes].todo,
  )
  expect(same).toEqual([])
})

test('an error that the catalogue does not know speaks for itself', () => {
  const error = { code: 'toString', kind: 'solve' as const, message: 'the sky fell, at noon', details: [] }
  expect(errorWords(error, en.errors)).toEqual({ what: 'The sky fell, at noon.', ...en.errors.unknown })
})

test('a report holds code, message, findings, version, provider and time', () => {
  Object.assign(diagnosis, { version: '1.2.3', provider: 'cpu' })
  const report = errorReport(
    { code: 'run-state', kind: 'usage', message: 'no', details: ['line 2', 'line 5'] },
    en.errors,
  )
  expect(report).toMatch(
    /^Code: run-state\nMessage: no\nVersion: 1\.2\.3\nProvider: cpu\nTime: \d{4}-[^\n]+Z\n- line 2\n- line 5$/,
  )
})
