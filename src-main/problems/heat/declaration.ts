import type { FieldDeclaration } from '../../field/field'
import type { ParameterDeclaration } from '../problem'

export const title = 'Heat conduction'

export const equation = {
  text: 'u_t = kappa lap u in the unit square for t from 0 to 1, du/dn = 0 on its boundary, u = u0 at t = 0',
  latex:
    'u_t = \\kappa\\,\\Delta u \\ \\text{in}\\ (0,1)^2\\times(0,1],\\qquad \\partial_n u = 0 \\ \\text{on the boundary},\\qquad u|_{t=0} = u_0',
}

export const sourceUnit = '1'

export const fields: readonly FieldDeclaration[] = [
  { key: 'u0', name: 'Temperature at the start', unit: '1', role: 'coefficient', signed: true },
  { key: 'uT', name: 'Temperature at the end', unit: '1', role: 'solution', signed: true },
]

/** q = -kappa grad u. */
export const flux = { name: 'Heat flux', unit: '1' }

export const diffusivity: ParameterDeclaration = {
  key: 'diffusivity',
  name: 'Diffusivity',
  symbol: 'κ',
  unit: '1',
  minimum: 0.001,
  maximum: 0.03,
  admissible: { minimum: 1e-5, maximum: 1 },
  default: 0.005,
  scale: 'log',
}

export const correlationLength: ParameterDeclaration = {
  key: 'correlationLength',
  name: 'Correlation length',
  symbol: 'ℓ',
  unit: '1',
  minimum: 0.05,
  maximum: 0.5,
  admissible: { minimum: 0.02, maximum: 5 },
  default: 0.15,
  scale: 'log',
}

export const parameters: readonly ParameterDeclaration[] = [diffusivity, correlationLength]
