import { Window } from 'happy-dom'
import { describe, expect, test } from 'vitest'
import { readNpz } from '../../../src-main/formats/npz'
import { RandomStream } from '../../../src-main/numerics/random'
import { poisson } from '../../../src-main/problems/poisson/poisson'
import { certify } from '../../../src-main/report/residuals'
import type { DrawnSample } from '../../../src-main/report/sample'
import { sampleFileNames, sampleFiles } from '../../../src-main/report/sample-files'

const size = 32
const h = 1 / (size - 1)
const epsilon = 0.01
const parameters = { correlationLength: 0.25, amplitude: 1 }
const { fields } = poisson.sample(size, parameters, new RandomStream(4, 'sample report'))

/** e = epsilon sin(pi x) sin(pi y) at the nodes: an eigenvector of the discrete Laplacian that is zero on the boundary. */
const error = Float64Array.from({ length: size * size }, (_, node) => {
  const [i, j] = [node % size, Math.floor(node / size)]
  return epsilon * Math.sin(Math.PI * i * h) * Math.sin(Math.PI * j * h)
})
/** Its eigenvalue, (2/h^2) (2 - 2 cos(pi h)). */
const lambda = (2 / h ** 2) * (2 - 2 * Math.cos(Math.PI * h))
const drawn = { f: fields['f']!, u: fields['u']!.map((value, node) => value + error[node]!) }
const rms = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

function sampleOf(its: Readonly<Record<'f' | 'u', Float64Array>>): DrawnSample {
  const { norms, map } = certify(poisson, size, parameters, its)
  return {
    problem: poisson,
    grid: poisson.grid(size),
    fields: poisson.fields.map((declaration) => ({ declaration, mean: its[declaration.key as 'f' | 'u'] })),
    residualMap: map,
    document: {
      schema: 'fieldsmith.sample/1',
      problem: 'poisson',
      model: { id: 'poisson-64-student', sha256: '3f7a'.repeat(16) },
      provider: 'cpu',
      parameters,
      outsideTraining: [],
      seed: 5,
      steps: 2,
      residual: norms,
      files: [...sampleFileNames],
    },
  }
}

const sample = sampleOf(drawn)
const files = sampleFiles(sample)
const html = new TextDecoder().decode(files['report.html'])
const window = new Window({ settings: { disableJavaScriptEvaluation: true } })
window.document.write(html)
const page = window.document
const text = page.body.textContent.replace(/\s+/g, ' ')

describe('the residual of a sample', () => {
  const { residual } = sample.document

  test('is that of its error: r = -lap_h e in every norm, from the closed form of one mode', () => {
    const l2 = lambda * rms(error)
    expect(residual.l2 / l2).toBeCloseTo(1, 10)
    const inside = drawn.f.map((value, node) => (error[node]! > 1e-12 ? value : 0))
    expect(residual.l2Relative / (l2 / rms(inside))).toBeCloseTo(1, 10)
    expect(residual.hMinus1 / (rms(error) * Math.sqrt(lambda))).toBeCloseTo(1, 10)
    const largest = epsilon * lambda * Math.sin(Math.PI * 15 * h) ** 2
    expect(residual.max / largest).toBeCloseTo(1, 10)
  })

  test('stands beside its floor and the error against the reference solution', () => {
    expect(residual.floor.l2).toBeLessThan(1e-9 * residual.l2)
    expect(residual.solutionError.l2 / rms(error)).toBeCloseTo(1, 9)
    expect(residual.solutionError.relative / (rms(error) / rms(fields['u']!))).toBeCloseTo(1, 9)
  })
})

describe('the report of a sample', () => {
  test('says what it is of, that no sensors were used, and how good it is', () => {
    expect(page.querySelector('h1')!.textContent).toBe("Poisson's equation: a sample of the model")
    expect(text).toMatch(/No sensors were used/)
    expect(text).toMatch(/The exported fields violate the discrete equation by [\d.]+ % of its source \(H⁻¹ norm\)/)
    const headings = [...page.querySelectorAll('h2')].map((heading) => heading.firstChild!.textContent.trim())
    expect(headings).toEqual(['Fields', 'Residual', 'Parameters', 'Assumptions', 'Provenance'])
    expect(text).toMatch(/What the fields leave of the equation/)
  })

  test('tells the norms that were certified', () => {
    const rows = [...page.querySelectorAll('section tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    )
    const [, value, floor] = rows.find(([name]) => name === 'Root mean square')!
    expect(Number(value!.replace(/ .*/, ''))).toBeCloseTo(sample.document.residual.l2, 2)
    expect(floor).toMatch(/10⁻/)
    expect(Object.fromEntries(rows)).toMatchObject({ Seed: '5', Sensors: 'none were used', 'Sampling steps': '2' })
  })

  test('marks a parameter that lies outside the training', () => {
    const document = { ...sample.document, outsideTraining: ['amplitude'] }
    const marked = new TextDecoder().decode(sampleFiles({ ...sample, document })['report.html'])
    expect(html).not.toContain('outside:')
    expect(marked).toMatch(/Source amplitude[\s\S]{0,200}outside: /)
    expect(marked).toContain('what it was never shown')
  })

  test('shows each field and the residual once', () => {
    const figures = [...page.querySelectorAll('figure.map strong')].map((title) => title.textContent)
    expect(figures).toEqual(['Source', 'Potential', 'Residual of the exported fields'])
  })

  test('of a reference solution says that it is as good as the solver', () => {
    const exact = new TextDecoder().decode(sampleFiles(sampleOf({ f: drawn.f, u: fields['u']! }))['report.html'])
    expect(exact).toContain('satisfy the discrete equation as well as the reference solver does')
  })
})

test('the files of a sample have its very numbers, and equal samples equal bytes', () => {
  const arrays = readNpz(files['sample.npz'], 'sample.npz')
  expect(Object.keys(arrays)).toEqual(['f', 'u', 'residual', 'x', 'y'])
  expect(arrays['u']!.data).toEqual(drawn.u)
  expect(arrays['residual']!.data).toEqual(sample.residualMap)
  expect(JSON.parse(new TextDecoder().decode(files['sample.json']))).toEqual(sample.document)
  expect(new TextDecoder().decode(files['sample.vti'])).toMatch(/Name="f"[\s\S]*Name="u"[\s\S]*Name="residual"/)
  expect(sampleFiles(sampleOf(drawn))).toEqual(files)
})
