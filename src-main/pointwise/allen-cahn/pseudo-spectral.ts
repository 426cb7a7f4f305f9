import { ExponentialRungeKutta, type Nonlinearity } from '../../numerics/exponential-runge-kutta'
import { inverseRealFft, realFft, spectrumLength } from '../../numerics/fft'

export const diffusion = 1e-4
export const reaction = 5

const period = 2
const points = 2048
const longestStep = 1e-3

export const initialValue = (x: number): number => x * x * Math.cos(Math.PI * x)

/**
 * The Allen-Cahn equation u_t = 1e-4 u_xx + 5 (u - u^3) with period 2 in x and u(0, x) = x^2 cos(pi x), at places
 * `[count, 2]` of x and t: pseudo-spectral in space, ETDRK4 in time with steps of at most 1e-3, the spectrum summed at
 * each place.
 */
export function allenCahn(places: Float64Array): Float64Array {
  const count = places.length / 2
  const byTime = Array.from({ length: count }, (_, i) => i).sort((i, j) => places[2 * i + 1]! - places[2 * j + 1]!)
  const values = new Float64Array(count)
  const start = Float64Array.from({ length: points }, (_, i) => initialValue((period * i) / points - 1))
  const state = realFft(start, points)
  let time = 0
  for (const i of byTime) {
    const [x, t] = [places[2 * i]!, places[2 * i + 1]!]
    if (t > time) {
      advance(state, t - time)
      time = t
    }
    // The first sample stands at -1.
    values[i] = seriesAt(state, (2 * Math.PI * (x + 1)) / period)
  }
  return values
}

function advance(state: Float64Array, duration: number): void {
  const steps = Math.ceil(duration / longestStep - 1e-9)
  const rates = Float64Array.from(
    { length: spectrumLength(points) },
    (_, k) => -diffusion * ((2 * Math.PI * k) / period) ** 2,
  )
  const stepping = new ExponentialRungeKutta(rates, duration / steps)
  const react: Nonlinearity = (spectrum, out) => {
    const u = inverseRealFft(spectrum, points)
    realFft(
      u.map((value) => reaction * (value - value ** 3)),
      points,
      out,
    )
  }
  for (let step = 0; step < steps; step++) stepping.advance(state, react)
}

/** Value of a real row's spectrum at the angle theta of its period. */
function seriesAt(spectrum: Float64Array, theta: number): number {
  let sum = spectrum[0]!
  for (let k = 1; k < points / 2; k++) {
    sum += 2 * (spectrum[2 * k]! * Math.cos(k * theta) - spectrum[2 * k + 1]! * Math.sin(k * theta))
  }
  return (sum + spectrum[points]! * Math.cos((points / 2) * theta)) / points
}
