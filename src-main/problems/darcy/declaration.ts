import type { FieldDeclaration } from '../../field/field'
import type { ParameterDeclaration } from '../problem'

export const title = 'Darcy flow'

export const equation = {
  text: '-div(a grad u) = f in the unit square, u = 0 on its boundary',
  latex: '-\\nabla\\cdot(a\\,\\nabla u) = f \\ \\text{in}\\ (0,1)^2,\\qquad u = 0 \\ \\text{on the boundary}',
}

export const sourceUnit = 'm/d'

/** The smallest positive number as a minimum says "above zero". */
export const fields: readonly FieldDeclaration[] = [
  { key: 'a', name: 'Transmissivity', unit: 'm²/d', role: 'coefficient', minimum: Number.MIN_VALUE },
  { key: 'u', name: 'Pressure head', unit: 'm', role: 'solution' },
]

/** q = -a grad u, per metre of width. */
export const flux = { name: 'Flux', unit: 'm²/d' }

export const permeabilityLow: ParameterDeclaration = {
  key: 'permeabilityLow',
  name: 'Permeability, low',
  symbol: 'a₋',
  unit: 'm²/d',
  minimum: 2,
  maximum: 6,
  admissible: { minimum: 1, maximum: 7 },
  default: 3,
  scale: 'log',
}

export const permeabilityHigh: ParameterDeclaration = {
  key: 'permeabilityHigh',
  name: 'Permeability, high',
  symbol: 'a₊',
  unit: 'm²/d',
  minimum: 8,
  maximum: 20,
  admissible: { minimum: 7.2, maximum: 30 },
  default: 12,
  scale: 'log',
}

export const correlationLength: ParameterDeclaration = {
  key: 'correlationLength',
  name: 'Correlation length',
  symbol: 'ℓ',
  unit: 'm',
  minimum: 0.15,
  maximum: 0.5,
  admissible: { minimum: 0.02, maximum: 5 },
  default: 1 / 3,
  scale: 'log',
}

export const sourceStrength: ParameterDeclaration = {
  key: 'sourceStrength',
  name: 'Source strength',
  symbol: 'f',
  unit: 'm/d',
  minimum: 0.25,
  maximum: 4,
  admissible: { minimum: 1e-6, maximum: 1e6 },
  default: 1,
  scale: 'log',
}

/** Low always lies below high because their ranges do not meet. */
export const parameters: readonly ParameterDeclaration[] = [
  permeabilityLow,
  permeabilityHigh,
  correlationLength,
  sourceStrength,
]
