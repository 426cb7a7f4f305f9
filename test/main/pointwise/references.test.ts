import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allenCahn } from '../../../src-main/pointwise/allen-cahn/pseudo-spectral'
import { callValue, erf } from '../../../src-main/pointwise/black-scholes/closed-form'
import { coleHopf, gaussHermite } from '../../../src-main/pointwise/burgers-front/cole-hopf'

const {
  blackScholes,
  burgers,
  allenCahn: phases,
} = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/pointwise/references.json'), 'utf8')) as Record<
  'blackScholes' | 'burgers' | 'allenCahn',
  number[][]
>

describe('the value of a call', () => {
  it("agrees with SciPy's normal distribution", () => {
    for (const [price, time, strike, volatility, rate, value] of blackScholes as [
      number,
      number,
      number,
      number,
      number,
      number,
    ][]) {
      expect(callValue(price, 1 - time, { strike, volatility, rate })).toBeCloseTo(value, 9)
    }
  })

  it('is the payoff at expiry and nothing for a worthless share', () => {
    const call = { strike: 100, volatility: 0.2, rate: 0.05 }
    expect([callValue(130, 0, call), callValue(70, 0, call), callValue(0, 1, call)]).toEqual([30, 0, 0])
  })

  it('rests on an error function that is odd and right at small and large arguments', () => {
    for (const z of [0.1, 0.9, 2.4, 2.6, 5]) expect(erf(-z)).toBe(-erf(z))
    expect(erf(1)).toBeCloseTo(0.8427007929497149, 15)
    expect(1 - erf(3)).toBeCloseTo(2.209049699858544e-5, 15)
  })
})

describe('the Burgers front', () => {
  it('agrees with adaptive quadrature of the Cole-Hopf integrals', () => {
    for (const [x, t, viscosity, value] of burgers as [number, number, number, number][]) {
      expect(coleHopf(x, t, viscosity)).toBeCloseTo(value, 7)
    }
  })

  it('is odd, starts as -sin(pi x) and vanishes on the walls', () => {
    expect(coleHopf(0.3, 0, 0.01)).toBe(-Math.sin(0.3 * Math.PI))
    expect(coleHopf(-0.2, 0.7, 0.01)).toBeCloseTo(-coleHopf(0.2, 0.7, 0.01), 12)
    expect(coleHopf(1, 0.5, 0.02)).toBeCloseTo(0, 12)
  })

  it('rests on a quadrature that integrates polynomials exactly', () => {
    const { nodes, weights } = gaussHermite(12)
    const moment = (power: number): number => nodes.reduce((sum, q, i) => sum + weights[i]! * q ** power, 0)
    // int e^(-q^2) q^(2m) dq = sqrt(pi) (2m - 1)!!/2^m
    for (const [power, double] of [
      [0, 1],
      [2, 1],
      [8, 105],
      [22, 13749310575],
    ] as const) {
      const exact = (Math.sqrt(Math.PI) * double) / 2 ** (power / 2)
      expect(moment(power) / exact).toBeCloseTo(1, 11)
    }
  })
})

describe('the Allen-Cahn equation', () => {
  it('agrees with a stiff integrator of other modes', () => {
    const values = allenCahn(Float64Array.from(phases.flatMap(([x, t]) => [x!, t!])))
    const errors = phases.map(([, , value], i) => Math.abs(values[i]! - value!))
    // The fixture has half the modes, and the start a kink at the period's ends.
    expect(Math.max(...errors)).toBeLessThan(5e-5)
  })

  it('starts as x^2 cos(pi x) and has its period', () => {
    const [start, left, right] = allenCahn(Float64Array.of(0.3, 0, -1, 0.4, 1, 0.4))
    expect(start).toBeCloseTo(0.09 * Math.cos(0.3 * Math.PI), 6)
    expect(left).toBeCloseTo(right!, 12)
  })
})
