import { Window } from 'happy-dom'
import { describe, expect, test } from 'vitest'
import { reportHtml } from '../../../src-main/report/html'
import { equationHeadline, residualSentence, sensorHeadline } from '../../../src-main/report/verdicts'
import type { Solution } from '../../../src-main/tasks/solution'
import { syntheticBurgers } from './synthetic-burgers'
import { syntheticSolution } from './synthetic-solution'

function open(html: string) {
  const window = new Window({ settings: { disableJavaScriptEvaluation: true } })
  window.document.write(html)
  return window.document
}

const polished = syntheticSolution({ sensors: 80, members: 8 })
const html = reportHtml(polished)
const page = open(html)
const text = page.body.textContent.replace(/\s+/g, ' ')

function rowsOf(heading: RegExp, of = page) {
  const section = [...of.querySelectorAll('section')].find((found) =>
    heading.test(found.querySelector('h2')!.textContent),
  )!
  return [...section.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))
}

/** Encoded images may spell any word. */
const withoutImages = (html: string): string => html.replaceAll(/base64,[A-Za-z0-9+/=]+/g, 'base64,')

describe('the report', () => {
  test('stands alone: no script, no link, nothing fetched', () => {
    expect(html).not.toMatch(/<script|<link|<iframe|@import|url\(|https?:|javascript:| on\w+=/i)
    const sources = [...html.matchAll(/(?:src|href)="([^"]{0,30})/g)].map(([, source]) => source!)
    expect(sources.length).toBeGreaterThan(8)
    expect(sources.every((source) => source.startsWith('data:image/png;base64,'))).toBe(true)
    expect(html).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`)
  })

  test('shows mean, spread and quantiles of each field, what the physics changed, and the residual', () => {
    const figures = [...page.querySelectorAll('figure.map')]
    const ofField = (name: string) =>
      ['mean', 'standard deviation', '5 % quantile', '95 % quantile'].map((what) => `${name}, ${what}`)
    const versions = (name: string) => [`${name}, raw mean`, `${name}, refined less raw`]
    expect(figures.map((figure) => figure.querySelector('strong')!.textContent)).toEqual([
      ...ofField('Transmissivity'),
      ...ofField('Pressure head'),
      ...versions('Transmissivity'),
      ...versions('Pressure head'),
      'Residual of the exported fields',
    ])
    const units: Record<string, string> = { Transmissivity: 'm²/d', 'Pressure head': 'm', Residual: 'm/d' }
    for (const figure of figures) {
      const title = figure.querySelector('strong')!.textContent
      const unit = Object.entries(units).find(([name]) => title.startsWith(name))![1]
      const labels = [...figure.querySelectorAll('text')].map((label) => label.textContent)
      expect(labels.some((label) => label === unit || label.endsWith(` ${unit}`))).toBe(true)
    }
  })

  test('marks every sensor of a field on its maps', () => {
    const figures = [...page.querySelectorAll('figure.map')]
    const counts = (name: string) => {
      const figure = figures.find((found) => found.querySelector('strong')!.textContent === `${name}, mean`)!
      return figure.querySelectorAll('circle').length
    }
    const [a, u] = [counts('Transmissivity'), counts('Pressure head')]
    const { byField } = polished.document.observations
    expect([a, u]).toEqual([byField['a'], byField['u']])
  })

  test('sets raw beside refined: fits and residuals', () => {
    const rows = Object.fromEntries(rowsOf(/^Raw beside refined/).map(([name, ...values]) => [name, values]))
    expect(Object.keys(rows)).toEqual([
      'RMS misfit, transmissivity',
      'RMS misfit, pressure head',
      'Mean square misfit in noise variances',
      'Residual, relative',
      'Pressure head against the reference solution for its transmissivity',
    ])
    const { raw, refined } = polished.document.observations
    const shown = rows['Mean square misfit in noise variances']!.map(Number)
    expect(shown[0]! / raw.reducedChiSquare).toBeCloseTo(1, 2)
    expect(shown[1]! / refined!.reducedChiSquare).toBeCloseTo(1, 2)
  })

  test('says of each field what its noise is and where it comes from', () => {
    const rows = rowsOf(/^Noise and misfit/)
    expect(rows.map(([name, , noise, origin]) => [name, noise, origin])).toEqual([
      ['Transmissivity', '1.0 m²/d', 'stated in the file'],
      ['Pressure head', '4.0 × 10⁻⁴ m', 'stated in the file'],
    ])
  })

  test('lists the next sensors as the document has them, and numbers them on the spread', () => {
    const rows = rowsOf(/^Next sensors/)
    expect(rows).toHaveLength(polished.document.nextSensors.length)
    expect(rows.length).toBeGreaterThan(0)
    const ranks = [...page.querySelectorAll('.rank')].map((mark) => mark.textContent)
    expect(ranks.toSorted()).toEqual(polished.document.nextSensors.map((_, i) => String(i + 1)))
  })

  test('begins with the alarms, where there are some', () => {
    expect(page.querySelector('.alarm')).toBeNull()
    const alarm = {
      code: 'prior-mismatch',
      what: 'Too large.',
      advice: 'Check the unit.',
      statistic: 90,
      limit: 2,
    } as const
    const alarmed = open(reportHtml(syntheticBurgers({ alarms: [alarm] })))
    const section = alarmed.querySelector('header section.alarm')!
    expect(section.textContent.replace(/\s+/g, ' ')).toMatch(
      /Do not rely on these fields.*Too large\. Check the unit\. Measured 90\.0, at most 2\.00 expected/,
    )
    const order = [...alarmed.querySelectorAll('.alarm, .headline')].map(({ className }) => className)
    expect(order).toEqual(['alarm', 'headline'])
  })

  test('sets raw norms, refined norms and floors side by side with a verdict', () => {
    const rows = rowsOf(/^Residual/)
    expect(rows).toHaveLength(7)
    expect(rows.every((row) => row.length === 5 && row[4] === 'At the floor')).toBe(true)
    expect(text).toContain('satisfy the discrete equation as well as the reference solver does')
  })

  test('lists the 50 worst sensors of many, the worst first', () => {
    const rows = rowsOf(/^The 50 of 80 sensors/)
    expect(rows).toHaveLength(50)
    const worst = Math.max(...polished.misfit.map(Math.abs))
    const shown = rows.map((row) => Math.abs(Number(row.at(-1)!.replace('−', '-'))))
    expect(shown[0]).toBeCloseTo(worst, 1)
    expect(shown).toEqual(shown.toSorted((a, b) => b - a))
  })

  test('says how to make the same fields again', () => {
    const provenance = Object.fromEntries(rowsOf(/^Provenance/)) as Record<string, string>
    expect(provenance).toMatchObject({
      'Observation file': 'well field.csv',
      Model: 'darcy-64-student',
      'Model SHA-256': '3f7a'.repeat(16),
      Provider: 'ONNX Runtime, cpu',
      Seed: '7',
    })
  })

  test('is the same bytes for the same solution, and dated only on request', () => {
    expect(reportHtml(syntheticSolution({ sensors: 80, members: 8 }))).toBe(html)
    expect(html).not.toContain('<time>')
    expect(reportHtml(polished, { created: '21 November 2026' })).toContain('<time>21 November 2026</time>')
  })

  test('of raw fields has no refined column and claims no solution', () => {
    const raw = reportHtml(syntheticSolution({ refine: false, sensors: 12 }))
    expect(raw).not.toContain('Refined</th>')
    expect(raw).not.toContain('Raw beside refined')
    expect(raw).toContain('an estimate, not a solution')
    expect(raw).toContain('no refinement was applied')
    expect(raw).toContain('Sensors, the worst first')
  })

  test('says so where the file gave no noise', () => {
    expect(text).toContain('the one its file states')
    expect(reportHtml(syntheticSolution({ sensors: 12, withoutNoise: true }))).toContain(
      'The file states no noise for 12 of 12 measurements',
    )
  })

  test('of a single measurement is complete', () => {
    const single = reportHtml(syntheticSolution({ sensors: 1, members: 1 }))
    expect(single).toContain('fields from 1 measurement<')
    expect(withoutImages(single)).not.toMatch(/NaN|Infinity|undefined/)
    expect(single).toContain('A single fit was made')
  })

  test('of very many sensors thins the maps and says so', () => {
    const many = open(reportHtml(syntheticSolution({ sensors: 9000, members: 1 })))
    const circles = [...many.querySelectorAll('figure.map')].map((figure) => figure.querySelectorAll('circle').length)
    expect(Math.max(...circles)).toBeLessThanOrEqual(2000)
    expect(many.body.textContent).toContain('thinned to at most 2\u202f000')
  })

  test('shows hostile names as text', () => {
    const hostile = `"><img src=x onerror=alert(1)></title><script>alert(2)</script>'&amp;`
    const problem = {
      ...polished.problem,
      title: hostile,
      equation: { text: hostile, latex: hostile },
      sourceUnit: hostile,
    }
    const fields = polished.fields.map((field) => ({
      ...field,
      declaration: { ...field.declaration, name: hostile, unit: hostile },
    }))
    const solution: Solution = {
      ...polished,
      problem,
      fields,
      observationFile: hostile,
      document: {
        ...polished.document,
        model: { id: hostile, sha256: hostile },
        provider: hostile,
        parameters: { ...polished.document.parameters, [hostile]: 1 },
      },
    }
    const hostilePage = open(reportHtml(solution, { created: hostile }))
    expect(hostilePage.querySelectorAll('img, script, [onerror]').length).toBe(0)
    // A date, and a row of six more elements for the parameter.
    expect(hostilePage.querySelectorAll('*').length).toBe(page.querySelectorAll('*').length + 7)
    expect(hostilePage.title).toContain('<script>alert(2)</script>')
  })
})

describe('the report of a problem in space and time', () => {
  const solution = syntheticBurgers()
  const source = reportHtml(solution)
  const document = open(source)
  const words = document.body.textContent.replace(/\s+/g, ' ')

  test('judges the residual, whose source is none, by the rate of change', () => {
    expect(withoutImages(source)).not.toMatch(/NaN|Infinity|undefined/)
    expect(words).toContain('“The whole” is the typical rate of change of such fields')
    const rows = rowsOf(/^Residual/, document)
    const { raw, refined } = solution.document.residual
    expect(refined!.solutionError.relative).toBeLessThan(1e-3)
    expect(raw.solutionError.relative).toBeGreaterThan(1e-3)
    expect(rows.every((row) => row.at(-1) === 'At the floor')).toBe(true)
  })

  test('says how far the raw fields of one are off', () => {
    const { raw } = solution.versions
    const residual = { ...solution.document.residual, refined: null }
    const unrefined: Solution = { ...solution, ...raw, exported: 'raw', document: { ...solution.document, residual } }
    const rows = rowsOf(/^Residual/, open(reportHtml(unrefined)))
    const sentences = Object.fromEntries(rows.map((row) => [row[0], row.at(-1)!]))
    expect(sentences['The same, relative']).toMatch(/^(Noticeable|Large): .* of the whole$/)
    expect(sentences['Weak form']).toMatch(/times the floor$/)
    expect(reportHtml(unrefined)).toMatch(/of its typical rate of change \(root mean square\)/)
  })

  test('calls its axes and its first state by their names', () => {
    const heads = [...document.querySelectorAll('th')].map((head) => head.textContent)
    expect(heads).toContain('t')
    expect(words).toContain('The refinement fits the first state to the measurements')
  })

  test('draws averages as lines and boxes, and keeps exact values out of the noise', () => {
    const mean = document.querySelector('figure.map')!
    expect(mean.querySelectorAll('circle').length).toBe(8)
    expect([...mean.querySelectorAll('.support')].map((path) => /Z$/.test(path.getAttribute('d')!))).toEqual([
      false,
      true,
    ])
    expect(words).toContain('1 value is given as exact; the fields are at most')
    expect(words).toMatch(/of 9 sensors/)
    const row = rowsOf(/^Sensors, the worst first/, document).find(([line]) => line === '2')!
    expect(row.slice(-2)).toEqual(['exact', '–'])
    const line = rowsOf(/^Sensors, the worst first/, document).find(([number]) => number === '10')!
    expect(line[2]).toMatch(/ to 0\.9/)
  })
})

describe('verdicts', () => {
  test.each([
    [1e-11, 5e-12, 1, 'At the floor'],
    [1e-7, 1e-12, 1, 'At the floor'],
    [0.002, 1e-12, 1, 'Small: 0.20 % of the whole'],
    [0.05, 1e-12, 1, 'Noticeable: 5.0 % of the whole'],
    [3, 1e-12, 2, 'Large: 150 % of the whole'],
    [3, 0.01, undefined, '300 times the floor'],
    [0.03, 0.01, undefined, 'At the floor'],
  ])('of a norm %d over a floor of %d and a whole of %d', (value, floor, whole, sentence) => {
    expect(residualSentence({ value, floor, whole, same: true })).toBe(sentence)
  })

  test('call nothing solved that is not the reference solution, however high its floor', () => {
    const norm = { value: 0.05, floor: 0.04, whole: 1 }
    expect(residualSentence({ ...norm, same: true })).toBe('At the floor')
    expect(residualSentence({ ...norm, same: false })).toBe('Noticeable: 5.0 % of the whole')
    expect(equationHeadline({ ...norm, same: false }, 'H⁻¹ norm', 'source')).toMatch(
      /by 5\.0 % of its source \(H⁻¹ norm\)/,
    )
  })

  test('on no sensors say so', () => expect(sensorHeadline(0, 0)).toMatch(/Nothing was measured/))

  test('on the sensors allow for how few there are', () => {
    expect(sensorHeadline(1.9, 500)).toMatch(/miss the sensors/)
    expect(sensorHeadline(1.9, 6)).toMatch(/agree with the sensors/)
    expect(sensorHeadline(1.02, 500)).toMatch(/agree with the sensors/)
    expect(sensorHeadline(0.2, 500)).toMatch(/more closely/)
  })
})
