import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { solutionSchema } from '../../../src-main/contract/calls'
import { Failure } from '../../../src-main/field/failure'
import { coordinates } from '../../../src-main/field/grid'
import { rootMeanSquare } from '../../../src-main/field/norms'
import { readNpz } from '../../../src-main/formats/npz'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { drawParameters } from '../../../src-main/problems/parameters'
import { certify, referenceFor, residualOfZero } from '../../../src-main/report/residuals'
import { fieldQuantile } from '../../../src-main/report/field-quantile'
import { solutionFileNames, solutionFiles, solutionNpz, solutionVti } from '../../../src-main/report/solution-files'
import { ensembleOf } from '../../../src-main/tasks/solution'
import { syntheticSolution } from '../report/synthetic-solution'

const size = 32
const random = new RandomStream(3, 'certify')
const parameters = drawParameters(darcy, random)
const { fields } = darcy.sample(size, parameters, random)
const noisy = { ...fields, u: fields['u']!.map((value) => value * (1 + 0.01 * random.normal())) }

describe('an ensemble', () => {
  test('has the mean and the unbiased standard deviation of its members', () => {
    const { mean, std } = ensembleOf(Float64Array.of(1, 10, 2, 10, 6, 10), 3)
    expect([...mean]).toEqual([3, 10])
    expect(std[0]).toBeCloseTo(Math.sqrt(7), 12)
    expect(std[1]).toBe(0)
  })

  test('of one member has no spread', () => {
    expect([...ensembleOf(Float64Array.of(1, 2), 1).std]).toEqual([0, 0])
  })

  test('keeps its spread when all members move together', () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), value, (members, shift) => {
        const { std } = ensembleOf(Float64Array.from(members), members.length)
        const moved = ensembleOf(
          Float64Array.from(members, (member) => member + shift),
          members.length,
        )
        expect(moved.std[0]).toBeCloseTo(std[0]!, 8)
      }),
    )
  })
})

describe('certifying', () => {
  test('puts the floor of the same coefficient beside the norms', () => {
    const { norms, map } = certify(darcy, size, parameters, noisy)
    const { floor, solutionError: _, ...own } = norms
    expect(own).toEqual(darcy.residual(size, parameters, noisy).norms)
    expect(floor).toEqual(referenceFor(darcy, size, parameters, fields).norms)
    expect(map).toHaveLength(size * size)
    expect(norms.l2).toBeGreaterThan(1e6 * floor.l2)
  })

  test('measures the error of the solution, within the bound that the residual gives', () => {
    const { solutionError } = certify(darcy, size, parameters, noisy).norms
    const error = rootMeanSquare(noisy['u'].map((value, p) => value - fields['u']![p]!))
    expect(solutionError.l2 / error).toBeCloseTo(1, 6)
    expect(solutionError.relative).toBeCloseTo(error / rootMeanSquare(fields['u']!), 8)
    expect(solutionError.bound).toBeGreaterThan(error)
  })

  test('finds the reference solution at its floor', () => {
    const { norms } = certify(darcy, size, parameters, fields)
    expect(norms.l2).toBeLessThanOrEqual(1.001 * norms.floor.l2)
    expect(norms.l2Relative).toBeLessThan(1e-6)
  })

  test('takes a floor that is known instead of solving for it', () => {
    const reference = referenceFor(darcy, size, parameters, fields)
    const unsolvable = { ...darcy, solve: () => expect.unreachable() }
    expect(certify(unsolvable, size, parameters, noisy, reference).norms.floor).toBe(reference.norms)
  })

  test('measures a field of zeros as the whole source', () => {
    const whole = residualOfZero(darcy, size, parameters, fields)
    expect(whole.l2).toBeCloseTo(parameters['sourceStrength']!, 12)
    expect([whole.l2Relative, whole.balance]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)])
  })

  test('refuses fields that are not finite', () => {
    const broken = { ...fields, u: fields['u']!.with(5, Number.NaN) }
    expect(() => certify(darcy, size, parameters, broken)).toThrow(Failure)
  })
})

describe('a solution', () => {
  const solution = syntheticSolution({ sensors: 90 })
  const { document, observations, prediction, misfit } = solution

  test('has a document as the contract wants it', () => {
    expect(solutionSchema.parse(document)).toEqual(document)
    expect(document).toMatchObject({ samples: 4, refined: true, seed: 7, files: [...solutionFileNames] })
    expect(document.residual.refined!.l2Relative).toBeLessThan(1e-9)
    expect(document.residual.raw.l2Relative).toBeGreaterThan(0.01)
    expect(document.residual.raw.floor).toEqual(document.residual.refined!.floor)
  })

  test('compares the exported mean with each sensor in units of its noise', () => {
    observations.value.forEach((value, point) => {
      expect(misfit[point]).toBeCloseTo((prediction[point]! - value) / solution.sigma[point]!, 10)
    })
    const squares = misfit.reduce((sum, z) => sum + z * z, 0)
    expect(document.observations.reducedChiSquare).toBeCloseTo(squares / 90, 10)
    const ofHead = [...prediction.keys()].filter((point) => observations.fields[observations.field[point]!] === 'u')
    const mean = ofHead.reduce((sum, i) => sum + (prediction[i]! - observations.value[i]!) ** 2, 0) / ofHead.length
    expect(document.observations.rmsMisfit['u']).toBeCloseTo(Math.sqrt(mean), 12)
    expect(document.observations.byField['u']).toBe(ofHead.length)
  })

  test('without a polish exports the raw fields and their residual', () => {
    const raw = syntheticSolution({ refine: false })
    expect(raw.exported).toBe('raw')
    expect(raw.document).toMatchObject({ refined: false, residual: { refined: null } })
    const means = Object.fromEntries(raw.fields.map(({ declaration, mean }) => [declaration.key, mean]))
    expect(raw.residualMap).toEqual(darcy.residual(32, raw.document.parameters, means).map)
  })
})

describe('the files of a solution', () => {
  const solution = syntheticSolution()
  const files = solutionFiles(solution)
  const arrays = readNpz(files['solution.npz'], 'solution.npz')

  test('are four, the same bytes every time', () => {
    expect(Object.keys(files)).toEqual(['solution.npz', 'solution.json', 'report.html', 'solution.vti'])
    const again = solutionFiles(syntheticSolution())
    for (const name of solutionFileNames) expect(Buffer.from(again[name]).equals(files[name]), name).toBe(true)
  })

  test('hold the arrays under the names of the problem’s fields', () => {
    const maps = ['mean', 'q05', 'q95', 'raw_mean', 'raw_samples', 'raw_std', 'samples', 'std']
    expect(Object.keys(arrays).toSorted()).toEqual([
      ...['a', 'u'].flatMap((key) => maps.map((name) => `${key}_${name}`)),
      'x',
      'y',
    ])
    expect(arrays['u_samples']!.shape).toEqual([4, 32, 32])
    expect(arrays['a_mean']).toEqual({ shape: [32, 32], data: solution.fields[0]!.mean })
    expect(arrays['u_raw_mean']!.data).toEqual(solution.versions.raw.fields[1]!.mean)
    expect(arrays['x']!.data).toEqual(coordinates(solution.grid, 'x'))
  })

  test('hold quantiles with the median between them, within the values of the field', () => {
    const [low, high] = [arrays['a_q05']!.data, arrays['a_q95']!.data].map((data) =>
      Float64Array.from(data as Float64Array),
    )
    const median = fieldQuantile(solution.fields[0]!, 0.5)
    expect(median.every((value, cell) => low![cell]! <= value && value <= high![cell]!)).toBe(true)
    expect(low!.some((value, cell) => value < high![cell]!)).toBe(true)
    expect(low!.every((value) => value > 0)).toBe(true)
  })

  test('of raw fields hold them once', () => {
    const raw = readNpz(solutionNpz(syntheticSolution({ refine: false })), 'raw')
    expect(Object.keys(raw).filter((name) => name.includes('raw'))).toEqual([])
  })

  test('have the residual that the document reports', () => {
    const { norms } = darcy.residual(32, solution.document.parameters, {
      a: arrays['a_mean']!.data as Float64Array,
      u: arrays['u_mean']!.data as Float64Array,
    })
    const { floor: _, solutionError: __, ...reported } = solution.document.residual.refined!
    expect(norms).toEqual(reported)
  })

  test('state the document as JSON', () => {
    const text = new TextDecoder().decode(files['solution.json'])
    expect(JSON.parse(text)).toEqual(solution.document)
    expect(text.endsWith('}\n')).toBe(true)
  })

  test('give ParaView means, spreads and the residual with units', () => {
    const text = new TextDecoder().decode(files['solution.vti'])
    const names = [...text.matchAll(/<DataArray type="Float32" Name="([^"]+)"/g)].map(([, name]) => name)
    const maps = ['mean', 'std', 'q05', 'q95', 'raw_mean', 'raw_std']
    expect(names).toEqual([...['a', 'u'].flatMap((key) => maps.map((name) => `${key}_${name}`)), 'residual'])
    const units = [...text.matchAll(/location="vtkDataArray">([^<]*)</g)].map(([, unit]) => unit)
    expect(units).toEqual([...Array<string>(6).fill('m²/d'), ...Array<string>(6).fill('m'), 'm/d'])
    expect(text).toContain('WholeExtent="0 32 0 32 0 0"')
  })

  test('are named after the fields, whatever their keys', () => {
    const renamed = {
      ...solution,
      fields: solution.fields.map((field, i) => ({
        ...field,
        declaration: { ...field.declaration, key: ['kappa', 'p'][i]! },
      })),
    }
    const names = Object.keys(readNpz(solutionNpz(renamed), 'renamed'))
    expect(new Set(names.map((name) => name.split('_')[0]))).toEqual(new Set(['kappa', 'p', 'x', 'y']))
    expect(new TextDecoder().decode(solutionVti(renamed))).toContain('Name="kappa_mean"')
  })
})
