/** Right-hand side N(v) of v' = L v + N(v), as spectrum; writes all of `out`. */
export type Nonlinearity = (state: Float64Array, out: Float64Array) => void

/**
 * The exponential time differencing Runge-Kutta scheme ETDRK4 of fourth order for a stiff diagonal system
 *
 *     v_k' = L_k v_k + N_k(v),      L_k real, v_k complex,
 *
 * of a fixed step h. The linear part is integrated exactly; with z = L h and the functions of {@link phi},
 *
 *     a = e^(z/2) v + (h/2) phi_1(z/2) N(v)
 *     b = e^(z/2) v + (h/2) phi_1(z/2) N(a)
 *     c = e^(z/2) a + (h/2) phi_1(z/2) (2 N(b) - N(v))
 *     v + = e^z v + h [(phi_1 - 3 phi_2 + 4 phi_3) N(v) + (2 phi_2 - 4 phi_3)(N(a) + N(b)) + (4 phi_3 - phi_2) N(c)].
 *
 * Cox and Matthews, J. Comput. Phys. 176 (2002); stable evaluation of the coefficients as in Kassam and Trefethen,
 * SIAM J. Sci. Comput. 26 (2005), here without a contour since L is real.
 */
export class ExponentialRungeKutta {
  readonly step: number
  readonly #modes: number
  readonly #whole: Float64Array
  readonly #half: Float64Array
  readonly #stage: Float64Array
  readonly #first: Float64Array
  readonly #middle: Float64Array
  readonly #last: Float64Array
  readonly #atStart: Float64Array
  readonly #atA: Float64Array
  readonly #atB: Float64Array
  readonly #atC: Float64Array
  readonly #a: Float64Array
  readonly #bOrC: Float64Array

  /** `eigenvalues` L `[modes]`, none positive. */
  constructor(eigenvalues: Float64Array, step: number) {
    const coefficient = (of: (z: number) => number) => eigenvalues.map((eigenvalue) => of(eigenvalue * step))
    this.step = step
    this.#modes = eigenvalues.length
    this.#whole = coefficient((z) => Math.exp(z))
    this.#half = coefficient((z) => Math.exp(z / 2))
    this.#stage = coefficient((z) => (step / 2) * phi(1, z / 2))
    this.#first = coefficient((z) => step * (phi(1, z) - 3 * phi(2, z) + 4 * phi(3, z)))
    this.#middle = coefficient((z) => step * (2 * phi(2, z) - 4 * phi(3, z)))
    this.#last = coefficient((z) => step * (4 * phi(3, z) - phi(2, z)))
    const spectrum = () => new Float64Array(2 * this.#modes)
    this.#atStart = spectrum()
    this.#atA = spectrum()
    this.#atB = spectrum()
    this.#atC = spectrum()
    this.#a = spectrum()
    this.#bOrC = spectrum()
  }

  /** Moves `state` `[modes]` (complex, interleaved) on by one step. */
  advance(state: Float64Array, nonlinearity: Nonlinearity): void {
    const [atStart, atA, atB, atC, a, bOrC] = [this.#atStart, this.#atA, this.#atB, this.#atC, this.#a, this.#bOrC]
    const [whole, half, stage] = [this.#whole, this.#half, this.#stage]
    const [first, middle, last] = [this.#first, this.#middle, this.#last]
    const length = 2 * this.#modes
    nonlinearity(state, atStart)
    for (let p = 0; p < length; p += 1) a[p] = half[p >> 1]! * state[p]! + stage[p >> 1]! * atStart[p]!
    nonlinearity(a, atA)
    for (let p = 0; p < length; p += 1) bOrC[p] = half[p >> 1]! * state[p]! + stage[p >> 1]! * atA[p]!
    nonlinearity(bOrC, atB)
    for (let p = 0; p < length; p += 1) {
      bOrC[p] = half[p >> 1]! * a[p]! + stage[p >> 1]! * (2 * atB[p]! - atStart[p]!)
    }
    nonlinearity(bOrC, atC)
    for (let p = 0; p < length; p += 1) {
      const k = p >> 1
      state[p] = whole[k]! * state[p]! + first[k]! * atStart[p]! + middle[k]! * (atA[p]! + atB[p]!) + last[k]! * atC[p]!
    }
  }

  /**
   * The transpose of a step that is linear in its state, by the real inner product under which every N_k is transposed:
   * moves `state`, a gradient with respect to the result of {@link advance}, back to one with respect to what was
   * advanced. `transposes` are those of N at v, a, b and c; they are called last to first.
   */
  pullBack(
    state: Float64Array,
    [ofStart, ofA, ofB, ofC]: readonly [Nonlinearity, Nonlinearity, Nonlinearity, Nonlinearity],
  ): void {
    const [atStart, atA, atB, image, a, back] = [this.#atStart, this.#atA, this.#atB, this.#atC, this.#a, this.#bOrC]
    const [whole, half, stage] = [this.#whole, this.#half, this.#stage]
    const [first, middle, last] = [this.#first, this.#middle, this.#last]
    const length = 2 * this.#modes
    for (let p = 0; p < length; p += 1) image[p] = last[p >> 1]! * state[p]!
    ofC(image, back)
    for (let p = 0; p < length; p += 1) {
      const k = p >> 1
      const value = state[p]!
      atStart[p] = first[k]! * value - stage[k]! * back[p]!
      atA[p] = middle[k]! * value
      atB[p] = middle[k]! * value + 2 * stage[k]! * back[p]!
      a[p] = half[k]! * back[p]!
      state[p] = whole[k]! * value
    }
    ofB(atB, back)
    for (let p = 0; p < length; p += 1) {
      state[p] = state[p]! + half[p >> 1]! * back[p]!
      atA[p] = atA[p]! + stage[p >> 1]! * back[p]!
    }
    ofA(atA, back)
    for (let p = 0; p < length; p += 1) {
      const value = a[p]! + back[p]!
      state[p] = state[p]! + half[p >> 1]! * value
      atStart[p] = atStart[p]! + stage[p >> 1]! * value
    }
    ofStart(atStart, back)
    for (let p = 0; p < length; p += 1) state[p] = state[p]! + back[p]!
  }

  /**
   * Largest factor by which a step multiplies a mode of v_k' = L_k v_k + i omega_k v_k: the scheme is stable under
   * oscillation or advection of these frequencies `[modes]` if it is at most 1.
   */
  amplification(frequencies: Float64Array): number {
    const state = Float64Array.from({ length: 2 * this.#modes }, (_, p) => (p % 2 === 0 ? 1 : 0))
    this.advance(state, (v, out) => {
      for (let k = 0; k < this.#modes; k += 1) {
        out[2 * k] = -frequencies[k]! * v[2 * k + 1]!
        out[2 * k + 1] = frequencies[k]! * v[2 * k]!
      }
    })
    let largest = 0
    for (let p = 0; p < state.length; p += 2) largest = Math.max(largest, Math.hypot(state[p]!, state[p + 1]!))
    return largest
  }
}

/**
 * phi_n(z) = sum_j z^j/(j + n)! for real z <= 0: phi_0 = e^z, phi_n = (phi_(n-1) - 1/(n-1)!)/z. By its series near
 * zero, where the recurrence cancels.
 */
export function phi(n: 1 | 2 | 3, z: number): number {
  if (z > -1) {
    let term = [1, 1 / 2, 1 / 6][n - 1]!
    let sum = term
    for (let j = 1; Math.abs(term) > 1e-17; j += 1) {
      term *= z / (j + n)
      sum += term
    }
    return sum
  }
  const first = Math.expm1(z) / z
  if (n === 1) return first
  const second = (first - 1) / z
  return n === 2 ? second : (second - 0.5) / z
}
