import type { FieldDeclaration } from '../../field/field'
import type { ParameterDeclaration } from '../problem'
import { amplitude, correlationLength } from '../shifted-laplacian/source'

export const title = 'Helmholtz equation'

export const equation = {
  text: 'lap u + k^2 u = f in the unit square, u = 0 on its boundary',
  latex: '\\nabla^2 u + k^2 u = f \\ \\text{in}\\ (0,1)^2,\\qquad u = 0 \\ \\text{on the boundary}',
}

export const sourceUnit = '1'

export const fields: readonly FieldDeclaration[] = [
  { key: 'f', name: 'Source', unit: '1', role: 'coefficient', signed: true },
  { key: 'u', name: 'Wave amplitude', unit: '1', role: 'solution', signed: true },
]

/** Ends below the first resonance, k = sqrt(2) pi = 4.443. */
export const waveNumber: ParameterDeclaration = {
  key: 'waveNumber',
  name: 'Wave number',
  symbol: 'k',
  unit: '1',
  minimum: 0.5,
  maximum: 4,
  admissible: { minimum: 0, maximum: 4.4 },
  default: 1,
  scale: 'linear',
}

export const parameters: readonly ParameterDeclaration[] = [waveNumber, correlationLength, amplitude]
