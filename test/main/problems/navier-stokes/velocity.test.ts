import { describe, expect, test } from 'vitest'
import { largestMagnitude, relativeError } from '../../../../src-main/field/norms'
import { inverseRealFft2, realFft2, spectrumLength, waveNumbers } from '../../../../src-main/numerics/fft'
import { RandomStream } from '../../../../src-main/numerics/random'
import { navierStokes } from '../../../../src-main/problems/navier-stokes/navier-stokes'
import { velocityOf } from '../../../../src-main/problems/navier-stokes/velocity'
import { defaultParameters } from '../../../../src-main/problems/parameters'

const { PI, sin, cos } = Math
const onGrid = (size: number, value: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, p) => value((p % size) / size, Math.floor(p / size) / size))

/** i 2 pi k times the spectrum along one axis. */
function derivative(size: number, values: Float64Array, axis: 'x' | 'y'): Float64Array {
  const spectrum = realFft2(values, size, size)
  const half = spectrumLength(size)
  const out = new Float64Array(spectrum.length)
  waveNumbers(size).forEach((ky, row) => {
    for (let kx = 0; kx < half; kx += 1) {
      const p = 2 * (row * half + kx)
      const factor = 2 * PI * (axis === 'x' ? kx : ky)
      out[p] = -factor * spectrum[p + 1]!
      out[p + 1] = factor * spectrum[p]!
    }
  })
  return inverseRealFft2(out, size, size)
}

describe('the velocity of a vorticity', () => {
  test('is the closed form of a Taylor-Green vortex, to rounding', () => {
    // psi = sin 2 pi x sin 4 pi y, w = -lap psi = 20 pi^2 psi, v = (psi_y, -psi_x).
    const w = onGrid(32, (x, y) => 20 * PI ** 2 * sin(2 * PI * x) * sin(4 * PI * y))
    const { x, y } = velocityOf(32, w)
    expect(
      relativeError(
        x,
        onGrid(32, (px, py) => 4 * PI * sin(2 * PI * px) * cos(4 * PI * py)),
      ),
    ).toBeLessThan(1e-13)
    expect(
      relativeError(
        y,
        onGrid(32, (px, py) => -2 * PI * cos(2 * PI * px) * sin(4 * PI * py)),
      ),
    ).toBeLessThan(1e-13)
  })

  test('has no divergence, and the vorticity is its curl', () => {
    const size = 32
    const random = new RandomStream(3, 'velocity')
    const modes = Array.from({ length: 40 }, () => {
      const [kx, ky] = [Math.floor(15 * random.uniform()), Math.floor(31 * random.uniform()) - 15]
      return { kx, ky, phase: 2 * PI * random.uniform() }
    }).filter(({ kx, ky }) => kx !== 0 || ky !== 0)
    const w0 = onGrid(size, (x, y) =>
      modes.reduce((sum, { kx, ky, phase }) => sum + cos(2 * PI * (kx * x + ky * y) + phase), 0),
    )
    const flows = navierStokes.flows!(size, defaultParameters(navierStokes), { w0, wT: w0.map((value) => -value) })
    expect(flows.map(({ of }) => of)).toEqual(['w0', 'wT'])
    for (const { of, x, y } of flows) {
      const [xx, yy] = [derivative(size, x, 'x'), derivative(size, y, 'y')]
      const divergence = xx.map((value, p) => value + yy[p]!)
      expect(largestMagnitude(divergence)).toBeLessThan(1e-12 * largestMagnitude(xx))
      const yx = derivative(size, y, 'x')
      const curl = derivative(size, x, 'y').map((value, p) => yx[p]! - value)
      expect(relativeError(of === 'w0' ? curl : curl.map((value) => -value), w0)).toBeLessThan(1e-12)
    }
  })

  test('leaves out the mean and what alternates from sample to sample, which no velocity has', () => {
    const { x, y } = velocityOf(
      8,
      onGrid(8, (px) => 3 + cos(8 * PI * px)),
    )
    expect(largestMagnitude(x)).toBeLessThan(1e-14)
    expect(largestMagnitude(y)).toBeLessThan(1e-14)
  })
})
