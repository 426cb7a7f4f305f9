import { describe, expect, test } from 'vitest'
import { rootMeanSquare } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { darcy } from '../../../../src-main/problems/darcy/darcy'
import { darcyFlux } from '../../../../src-main/problems/darcy/velocity'
import { defaultParameters } from '../../../../src-main/problems/parameters'

const { PI, sin, cos } = Math
const onCells = (size: number, value: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, p) =>
    value(((p % size) + 0.5) / size, (Math.floor(p / size) + 0.5) / size),
  )

describe('the flux of steady flow', () => {
  test('approaches -a grad u of a closed form with the second order of the volumes', () => {
    const errors = [16, 32, 64].map((size) => {
      const a = onCells(size, (x, y) => 1 + x * y)
      const u = onCells(size, (x, y) => sin(PI * x) * sin(2 * PI * y))
      const { x, y } = darcyFlux(size, a, u)
      const exactX = onCells(size, (px, py) => -(1 + px * py) * PI * cos(PI * px) * sin(2 * PI * py))
      const exactY = onCells(size, (px, py) => -(1 + px * py) * 2 * PI * sin(PI * px) * cos(2 * PI * py))
      return rootMeanSquare(x.map((value, p) => Math.hypot(value - exactX[p]!, y[p]! - exactY[p]!)))
    })
    for (const i of [1, 2]) expect(Math.log2(errors[i - 1]! / errors[i]!)).toBeGreaterThan(1.8)
  })

  test('does not see a jump of the transmissivity that it crosses', () => {
    // Flow 1 through layers of transmissivity 3 and 12 from a head at the left: u falls by h/a per cell.
    const size = 16
    const a = onCells(size, (x) => (x < 0.5 ? 3 : 12))
    const u = new Float64Array(size * size)
    for (let j = 0; j < size; j += 1) {
      let head = 0
      for (let i = 0; i < size; i += 1) {
        const resistance = 1 / (2 * size * a[j * size + i]!)
        head -= resistance
        u[j * size + i] = head
        head -= resistance
      }
    }
    const { x } = darcyFlux(size, a, u)
    // The right wall holds the head 0, which is not that of this flow.
    for (let i = 0; i < size - 1; i += 1) expect(x[3 * size + i]).toBeCloseTo(1, 12)
  })

  // Averages of two faces turn the volumes' differences into central ones smoothed by (1, 2, 1)/4 along the same axis;
  // smoothed along the other one as well, they add up to the smoothed source, which is constant.
  test('of a whole solution has the source as its divergence', () => {
    const size = 32
    const parameters = defaultParameters(darcy)
    const { fields } = darcy.sample(size, parameters, new RandomStream(2, 'flux'))
    const [flux] = darcy.flows!(size, parameters, fields)
    expect(flux).toMatchObject({ of: 'u', unit: 'm²/d' })
    const slope = (q: Float64Array, p: number, step: number) => ((q[p + step]! - q[p - step]!) * size) / 2
    const smooth = (value: (p: number) => number, p: number, step: number) =>
      (value(p - step) + 2 * value(p) + value(p + step)) / 4
    for (let j = 2; j < size - 2; j += 1) {
      for (let i = 2; i < size - 2; i += 1) {
        const p = j * size + i
        const divergence =
          smooth((at) => slope(flux!.x, at, 1), p, size) + smooth((at) => slope(flux!.y, at, size), p, 1)
        expect(divergence).toBeCloseTo(parameters['sourceStrength']!, 7)
      }
    }
  })
})
