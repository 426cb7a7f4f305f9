import { correlationLength, sourceStrength } from '../darcy/declaration'
import type { ParameterDeclaration } from '../problem'

export const title = 'Darcy flow, lognormal'

export const permeabilityMean: ParameterDeclaration = {
  key: 'permeabilityMean',
  name: 'Permeability, geometric mean',
  symbol: 'a₀',
  unit: 'm²/d',
  minimum: 2,
  maximum: 20,
  admissible: { minimum: 1e-6, maximum: 1e6 },
  default: 6,
  scale: 'log',
}

/** Above 1 single samples have heads tens of times the usual ones, around pockets that hardly conduct. */
export const logDeviation: ParameterDeclaration = {
  key: 'logDeviation',
  name: 'Standard deviation of ln a',
  symbol: 'σ',
  unit: '1',
  minimum: 0.25,
  maximum: 1,
  admissible: { minimum: 0.01, maximum: 2 },
  default: 0.5,
  scale: 'log',
}

export const parameters: readonly ParameterDeclaration[] = [
  permeabilityMean,
  logDeviation,
  correlationLength,
  sourceStrength,
]
