import { describe, expect, test } from 'vitest'
import { factorsDocument } from '../../../../src-main/benchmark/calibration/factors'
import type { CalibrationCase } from '../../../../src-main/benchmark/calibration/measure'
import { bestFactor, calibrationRows } from '../../../../src-main/benchmark/calibration/rows'
import { intervalLevels } from '../../../../src-main/benchmark/calibration/names'
import { spreadFactors, type Score } from '../../../../src-main/benchmark/calibration/score'
import { tasksOf, type TaskName } from '../../../../src-main/benchmark/conditional/names'
import { problemById } from '../../../../src-main/problems/library'

/** A score whose CRPS is least at a factor, and whose intervals widen with theirs. */
const scoreAt = (best: number): Score => ({
  coverage: Object.fromEntries(
    intervalLevels.map((level) => [level, spreadFactors.map((factor) => Math.min(1, ((level / 100) * factor) / best))]),
  ),
  crps: spreadFactors.map((factor) => 0.2 + Math.log2(factor / best) ** 2 / 100),
})

const caseOf = (best: number, more: Partial<CalibrationCase> = {}): CalibrationCase => ({
  schema: 'fieldsmith.calibration-case/1',
  seconds: 2,
  alarms: [],
  detected: {},
  scores: Object.fromEntries(
    ['a', 'u'].map((key) => [key, { raw: scoreAt(best), refined: scoreAt(key === 'a' ? best : best / 2) }]),
  ),
  ...more,
})

const darcy = problemById('darcy')
const ofEveryTask = (cases: readonly CalibrationCase[]) => ({
  problem: darcy,
  cases: new Map<TaskName, readonly CalibrationCase[]>(tasksOf('darcy').map((name) => [name, cases])),
})

describe('the rows of a problem', () => {
  const rows = calibrationRows(ofEveryTask([1.9, 2.1, 1.9, 2.1].map((best) => caseOf(best))))
  const value = (id: string): number => rows.find((row) => row.id === `calibration.darcy.${id}`)!.value

  test('hold the spread that scores best, and the coverage that it leads to on cases that did not decide it', () => {
    expect(value('spreadFactor.a.raw.u')).toBeCloseTo(2, 1)
    expect(value('spreadFactor.a-u.refined.u')).toBeCloseTo(1, 1)
    expect(value('inverse.raw.coverage80.uncorrected')).toBeCloseTo(0.4, 1)
    expect(value('inverse.raw.coverage80')).toBeCloseTo(0.8, 1)
    // Halves swapped: cases with 1.9 are corrected by 2.1 and the other way round, which loses a little on both.
    expect(value('inverse.raw.crps')).toBeGreaterThan(0.2)
    expect(value('inverse.raw.crps')).toBeLessThan(value('inverse.raw.crps.uncorrected'))
  })

  test('count alarms where nothing was wrong, and what was detected of what was', () => {
    const found = calibrationRows(
      ofEveryTask([
        caseOf(1, { alarms: ['prior-mismatch'], detected: { unit: true, noise: false } }),
        caseOf(1, { detected: { noise: true } }),
      ]),
    )
    const row = (id: string) => found.find((entry) => entry.id === `calibration.darcy.${id}`)
    expect(row('falseAlarms')).toMatchObject({ value: 0.5, samples: 6, better: 'lower' })
    expect(row('detection.unit')).toMatchObject({ value: 1, samples: 3, better: 'higher' })
    expect(row('detection.noise')).toMatchObject({ value: 0.5, samples: 6 })
    expect(row('detection.contrast')).toBeUndefined()
  })

  test('have kriging for their peer only where every case was kriged', () => {
    const peers = (cases: readonly CalibrationCase[]) =>
      calibrationRows(ofEveryTask(cases)).find(({ id }) => id === 'calibration.darcy.reconstruct.raw.crps')!.peer
    expect(peers([caseOf(1, { kriging: 0.4 }), caseOf(1, { kriging: 0.2 })])).toBe('kriging')
    expect(peers([caseOf(1, { kriging: 0.4 }), caseOf(1)])).toBeNull()
  })

  test('give the app its factors by what is observed, version and field', () => {
    const document = JSON.parse(factorsDocument(rows)) as Record<string, object>
    expect(document).toEqual({
      darcy: Object.fromEntries(
        ['a', 'u', 'a-u'].map((name) => [
          name,
          {
            raw: { a: expect.closeTo(2, 1) as number, u: expect.closeTo(2, 1) as number },
            refined: { a: expect.closeTo(2, 1) as number, u: expect.closeTo(1, 1) as number },
          },
        ]),
      ),
    })
  })
})

test('the best factor lies between the measured ones, and at an end where the score falls up to there', () => {
  for (const best of [0.4, 1, 1.3, 3.7]) expect(Math.abs(bestFactor([scoreAt(best)]) / best - 1)).toBeLessThan(0.01)
  expect(bestFactor([scoreAt(50)])).toBeCloseTo(8, 10)
  expect(bestFactor([scoreAt(0.01)])).toBeCloseTo(1 / 8, 10)
  expect(bestFactor([])).toBe(1)
})

test('coverage decides among factors that score alike, and none that scores worse', () => {
  const { coverage, crps } = scoreAt(1)
  const wide = scoreAt(1.4).coverage
  const flat = spreadFactors.map((factor) => (factor > 0.6 && factor < 2 ? 0.2 : 0.3))
  expect(Math.abs(bestFactor([{ coverage: wide, crps: flat }]) - 1.4)).toBeLessThan(0.02)
  // Intervals that cover whatever their width.
  const always = Object.fromEntries(intervalLevels.map((level) => [level, spreadFactors.map(() => 0.9)]))
  expect(Math.abs(bestFactor([{ coverage: always, crps }]) - 1)).toBeLessThan(0.4)
  expect(Math.abs(bestFactor([{ coverage, crps }]) - 1)).toBeLessThan(0.01)
})
