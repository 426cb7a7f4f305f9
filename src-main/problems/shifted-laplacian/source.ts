import { gaussianRandomFieldFactor } from '../../numerics/gaussian-random-field'
import type { GaussianLaw } from '../gaussian-law'
import { parameterValue } from '../parameters'
import type { ParameterDeclaration, Parameters } from '../problem'

export const correlationLength: ParameterDeclaration = {
  key: 'correlationLength',
  name: 'Correlation length',
  symbol: 'ℓ',
  unit: '1',
  minimum: 0.15,
  maximum: 0.5,
  admissible: { minimum: 0.02, maximum: 5 },
  default: 1 / 3,
  scale: 'log',
}

export const amplitude: ParameterDeclaration = {
  key: 'amplitude',
  name: 'Source amplitude',
  symbol: 'A',
  unit: '1',
  minimum: 0.25,
  maximum: 4,
  admissible: { minimum: 1e-6, maximum: 1e6 },
  default: 1,
  scale: 'log',
}

/**
 * The law of a source `[size, size]`: A times GRF(2, 1/l), l the correlation length; tau = 3 by default. As in the
 * benchmark's data, the sample at cell centre i stands on node i.
 */
export function sourceLaw(size: number, parameters: Parameters): GaussianLaw {
  const scale = parameterValue(parameters, amplitude.key)
  const tau = 1 / parameterValue(parameters, correlationLength.key)
  const { dimension, synthesise, transpose } = gaussianRandomFieldFactor(size, 2, tau)
  const scaled = (values: Float64Array): Float64Array => values.map((value) => scale * value)
  return { dimension, synthesise: (xi) => scaled(synthesise(xi)), transpose: (field) => scaled(transpose(field)) }
}
