import { describe, expect, test } from 'vitest'
import { solutionLines } from '../../../src-main/commands/solution-lines'
import type { SolutionDocument } from '../../../src-main/contract/calls'
import { darcy } from '../../../src-main/problems/darcy/darcy'

const norms = (l2Relative: number, relative: number) => ({
  ...{ l2: 1, l2Relative, hMinus1: 1, max: 1, weak: 1 },
  floor: { l2: 0, l2Relative: 1e-10, hMinus1: 0, max: 0, weak: 0 },
  solutionError: { l2: 1e-4, relative },
})
const raw = { rmsMisfit: { a: 0.2, u: 3e-4 }, reducedChiSquare: 4.5678, exactViolation: 0.1 }
const refined = { rmsMisfit: { a: 0.1, u: 1e-4 }, reducedChiSquare: 1.01, exactViolation: 1e-7 }
const document: SolutionDocument = {
  schema: 'fieldsmith.solution/2',
  problem: 'darcy',
  model: { id: 'darcy-64-student', sha256: '' },
  provider: 'cpu',
  seed: 7,
  samples: 16,
  steps: 1,
  refined: true,
  parameters: {},
  outsideTraining: [],
  observations: {
    count: 250,
    byField: { a: 90, u: 160 },
    noise: { a: { origin: 'estimated', rms: 0.1 }, u: { origin: 'file', rms: 1e-4 } },
    ...refined,
    raw,
    refined,
  },
  alarms: [
    { code: 'prior-mismatch', what: 'The values do not fit.', advice: 'Check the units.', statistic: 9, limit: 2 },
  ],
  nextSensors: [{ field: 'u', x: 0.25, y: 0.75, std: 0.002, gain: 0.1234 }],
  evaluations: { network: 6, gradient: 2 },
  residual: { raw: norms(0.03, 0.04), refined: norms(1e-10, 0) },
  timingsMs: { load: 1, infer: 2, refine: 3, total: 6 },
  files: [],
}
const linesOf = (changes: Partial<SolutionDocument> = {}) =>
  solutionLines(darcy, darcy.grid(64), { ...document, ...changes })

describe('what a solve prints', () => {
  test('has its alarms first, with what to check', () => {
    expect(linesOf().slice(0, 2)).toEqual(['ALARM: The values do not fit.', '       Check the units.'])
    expect(linesOf({ alarms: [] })[0]).toContain('250 observations, 16 members')
  })

  test('shows raw and refined figures side by side', () => {
    const row = (name: string) =>
      linesOf()
        .find((line) => line.includes(name))!
        .trim()
        .split(/ {2,}/)
        .slice(1)
    expect(linesOf().some((line) => / raw +refined$/.test(line))).toBe(true)
    expect(row('chi-square')).toEqual(['4.57', '1.01'])
    expect(row('misfit of u')).toEqual(['0.0003 m', '0.0001 m'])
    expect(row('off an exact value')).toEqual(['0.1', '1e-7'])
    expect(row('residual over the source')).toEqual(['0.03', '1e-10'])
    expect(row('off the reference solution for its transmissivity')).toEqual(['4 %', '0 %'])
  })

  test('has one column without a polish, and no line of exact values where there are none', () => {
    const { exactViolation: _, ...fit } = raw
    const lines = linesOf({
      refined: false,
      observations: { ...document.observations, raw: fit, refined: null },
      residual: { raw: document.residual.raw, refined: null },
    })
    expect(lines.some((line) => / raw$/.test(line))).toBe(true)
    expect(lines.join()).not.toContain('exact value')
  })

  test('says where the noise comes from, and where to measure next', () => {
    expect(linesOf()).toContain('  noise of a: 0.1 m²/d, estimated')
    expect(linesOf()).toContain('  noise of u: 0.0001 m, stated in the file')
    expect(linesOf().at(-1)).toBe('  u at x = 0.25, y = 0.75: known to 0.002 m, would remove 12 % of the variance')
  })
})
