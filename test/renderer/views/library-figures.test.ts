import { expect, test } from 'vitest'
import { denoisingRows, likenessRows } from '../../../src-renderer/views/library/figures'
import { logDomain, logShare } from '../../../src-renderer/views/library/log-scale'

test('a logarithmic scale spans whole powers of ten, and places values by their logarithm', () => {
  expect(logDomain([0.02, null, 3])).toEqual([0.01, 10])
  expect(logDomain([1])).toEqual([1, 10])
  expect(logDomain([null, 0, -1])).toEqual([0.1, 1])
  expect(logShare(0.1, [0.01, 10])).toBeCloseTo(1 / 3, 12)
  expect([logShare(1e-9, [0.01, 10]), logShare(1e9, [0.01, 10])]).toEqual([0, 1])
})

test('likeness is told as spread, and as distances over those between data; what is missing stays missing', () => {
  const channel = {
    varianceRatio: 0.49,
    spectrumDistance: 6,
    slicedWasserstein: null,
    dataSpectrumDistance: 1.5,
    dataSlicedWasserstein: 0,
  }
  const quality = {
    pdeError: { mean: null, median: null },
    pdeErrorHMinus1: null,
    floor: null,
    solutionError: null,
    channels: { u: channel },
  }
  expect(likenessRows([{ steps: 2, latencyMs: null, quality }])).toEqual([
    { field: 'u', steps: 2, spread: 0.7, spectrum: 4, values: null },
  ])
})

test('denoising errors are roots of the mean squares, one for each field', () => {
  expect(denoisingRows([{ sigma: 0.5, mse: [0.04] }], ['a', 'u'])).toEqual([{ sigma: 0.5, errors: [0.2, null] }])
})
