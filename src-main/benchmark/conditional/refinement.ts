import { inverseRealFft, inverseRealFft2, realFft, realFft2, spectrumLength, waveNumbers } from '../../numerics/fft'

/**
 * A periodic row `[size]` or field `[size, size]` on twice as many samples along each axis: its trigonometric
 * interpolant, which takes the given values at the given samples. Waves of half the grid's length, of which the samples
 * cannot tell the direction, are split evenly between both.
 */
export function refined(values: Float64Array, size: number): Float64Array {
  return values.length === size ? refinedRow(values) : refinedField(values, size)
}

function refinedRow(values: Float64Array): Float64Array {
  const size = values.length
  const spectrum = realFft(values, size)
  const finer = new Float64Array(2 * spectrumLength(2 * size))
  spectrum.forEach((part, p) => (finer[p] = 2 * part * shareOfWave(p >> 1, size)))
  return inverseRealFft(finer, 2 * size)
}

function refinedField(values: Float64Array, size: number): Float64Array {
  const half = spectrumLength(size)
  const finerHalf = spectrumLength(2 * size)
  const spectrum = realFft2(values, size, size)
  const finer = new Float64Array(2 * 2 * size * finerHalf)
  waveNumbers(size).forEach((ky, row) => {
    const share = shareOfWave(ky, size)
    for (const wave of new Set(share < 1 ? [ky, -ky] : [ky])) {
      const finerRow = wave < 0 ? wave + 2 * size : wave
      for (let p = 0; p < 2 * half; p += 1) {
        finer[2 * finerRow * finerHalf + p] = 4 * share * shareOfWave(p >> 1, size) * spectrum[2 * row * half + p]!
      }
    }
  })
  return inverseRealFft2(finer, 2 * size, 2 * size)
}

const shareOfWave = (wave: number, size: number): number => (2 * Math.abs(wave) === size ? 1 / 2 : 1)
