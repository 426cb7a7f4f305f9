import { check } from 'prettier'
import { describe, expect, test } from 'vitest'
import { row } from '../../../src-main/benchmark/row'
import { methodTables } from '../../../src-main/benchmark/generation/tables'
import { markdown, rowTable, text, verdictTable } from '../../../src-main/benchmark/table'
import { targetTable } from '../../../src-main/benchmark/target-table'
import { targets, verdicts } from '../../../src-main/benchmark/targets'
import { rowIds } from './row-ids'

const rows = [
  row('suite.short', 0.001234567, { unit: '1', better: 'lower', samples: 128, peer: { name: 'edm-18', value: 0.5 } }),
  row('suite.a-much-longer.name', 12345.678, { unit: 'samples/s', better: 'higher', samples: 1 }),
]

describe('a table of rows', () => {
  test('aligns its columns, numbers flush right, with four digits', () => {
    const [head, first, second] = text(rowTable(rows))
    expect(first!.indexOf('0.001235') + 8).toBe(head!.indexOf('Value') + 5)
    expect(second!.indexOf('1.235e+4') < 0 && second!.includes('12350')).toBe(true)
    expect(first!.indexOf('lower')).toBe(head!.indexOf('Better'))
    expect(second!.indexOf('higher')).toBe(head!.indexOf('Better'))
    expect(first!).toContain('405')
    expect(second!.length).toBe(head!.length)
  })

  test('is Markdown that the formatter leaves as it is', async () => {
    const options = { parser: 'markdown', printWidth: 120 }
    expect(await check(`${markdown(rowTable(rows)).join('\n')}\n`, options)).toBe(true)
    // The check can fail: without padding it does.
    expect(await check(`${markdown(rowTable(rows)).join('\n').replaceAll(/ +/g, ' ')}\n`, options)).toBe(false)
  })
})

describe('targets', () => {
  const ids = ['128.iterations', '128.ratio'] as const
  const measured = (values: readonly number[]) =>
    ids.map((id, i) =>
      row(`solvers.darcy.${id}`, values[i]!, { unit: '1', better: i === 0 ? 'lower' : 'higher', samples: 24 }),
    )
  const metOnes = (rows: ReturnType<typeof measured>) => verdicts('solvers', rows).map(({ met }) => met)

  test('are told met or missed, each on its own', () => {
    expect(metOnes(measured([12, 6]))).toEqual([true, true])
    expect(metOnes(measured([12, 4]))).toEqual([true, false])
    expect(metOnes(measured([13, 4]))).toEqual([false, false])
  })

  test('of a ratio are missed where there is no peer', () => {
    const id = 'conditional.darcy.forward.student.noise1.error'
    const details = { unit: '1', better: 'lower', samples: 24 } as const
    const judged = (peer?: number) =>
      verdicts('conditional', [row(id, 0.02, { ...details, ...(peer && { peer: { name: 'kriging', value: peer } }) })])
    expect(judged(0.03).map(({ met }) => met)).toEqual([true])
    expect(judged(0.01).map(({ met }) => met)).toEqual([false])
    expect(judged().map(({ met, measured: ratio }) => [met, ratio])).toEqual([[false, null]])
  })

  test('bear on rows that the suites have', () => {
    for (const suite of ['training', 'generation', 'conditional', 'calibration'] as const) {
      for (const { id } of targets[suite]) expect(rowIds[suite]).toContain(id)
    }
  })

  test('stand on the page in a form that the formatter leaves as it is, the missed ones plainly', async () => {
    const lines = markdown(verdictTable(verdicts('solvers', measured([13, 6]))))
    expect(lines.filter((line) => line.includes('**no**'))).toHaveLength(1)
    expect(await check(`${lines.join('\n')}\n`, { parser: 'markdown', printWidth: 120 })).toBe(true)
  })
})

describe('the many rows of generative methods', () => {
  const generation = (problem: string, method: string, figures: Record<string, number>, peer?: number) =>
    Object.entries(figures).map(([key, value]) =>
      row(`generation.${problem}.${method}.${key}`, value, {
        unit: '1',
        better: 'lower',
        samples: 256,
        ...(peer !== undefined && { peer: { name: 'edm-200', value: peer } }),
      }),
    )
  const many = [
    ...generation('darcy', 'phys-instruct-k1', { pdeError: 0.1 }, 0.9),
    ...generation('darcy', 'phys-instruct-k1', { varianceRatio: 0.91, slicedWasserstein: 1.2, evaluations: 1 }),
    ...generation('darcy', 'edm-200', { pdeError: 0.9, evaluations: 399, 'varianceRatio.a': 7 }),
    ...generation('darcy', 'data', { 'slicedWasserstein.a': 0.1 }),
    ...generation('burgers', 'phys-instruct-k1', { pdeError: 0.5 }, 0.4),
    ...generation('burgers', 'phys-instruct-k1', { varianceRatio: 0.5 }),
    ...generation('all', 'phys-instruct-k1', { farBelow: 1 }),
  ]

  test('have a table a problem with a line for each method, the figures of single fields left to the document', () => {
    const tables = methodTables(many)
    expect(tables.map(({ title }) => title)).toEqual(['darcy, 256 samples', 'burgers, 256 samples'])
    const lines = text(tables[0]!.table)
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^phys-instruct-k1 +1 +0\.1 +1\.2 +0\.91$/)
    expect(lines[2]).toMatch(/^edm-200 +399 +0\.9$/)
  })

  test('have a line for each target and a column for each problem, what is missed in bold', async () => {
    const lines = markdown(targetTable(verdicts('generation', many)))
    const cells = lines.map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    expect(cells[0]).toEqual(['Target', 'Aim', 'darcy', 'burgers', 'all'])
    const lineOf = (target: string) => cells.find(([first]) => first === `\`${target}\``)!.slice(2)
    expect(lineOf('phys-instruct-k1.pdeError')).toEqual(['9 times', '**0.8 times**', ''])
    expect(lineOf('phys-instruct-k1.varianceRatio')).toEqual(['0.91', '**0.5**', ''])
    expect(lineOf('phys-instruct-k1.slicedWasserstein')).toEqual(['1.2', '', ''])
    expect(lineOf('phys-instruct-k1.farBelow')).toEqual(['', '', '**1**'])
    expect(await check(`${lines.join('\n')}\n`, { parser: 'markdown', printWidth: 120 })).toBe(true)
  })
})
