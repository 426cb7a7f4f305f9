import type { FieldDeclaration } from '../../field/field'
import type { ParameterDeclaration } from '../problem'

export const title = 'Burgers equation'

export const equation = {
  text: 'u_t + (u^2/2)_x = nu u_xx for t in [0, 1], u periodic in x with period 1, u(0, x) = u0(x)',
  latex:
    'u_t + \\left(\\tfrac12 u^2\\right)_x = \\nu\\,u_{xx} \\ \\text{for}\\ t\\in[0,1],\\qquad ' +
    'u(t, x+1) = u(t, x),\\qquad u(0, x) = u_0(x)',
}

export const sourceUnit = '1'

export const fields: readonly FieldDeclaration[] = [
  { key: 'u', name: 'Velocity', unit: '1', role: 'solution', signed: true },
]

export const viscosity: ParameterDeclaration = {
  key: 'viscosity',
  name: 'Viscosity',
  symbol: 'ν',
  unit: '1',
  minimum: 0.003,
  maximum: 0.05,
  admissible: { minimum: 0.002, maximum: 0.15 },
  default: 0.01,
  scale: 'log',
}

export const parameters: readonly ParameterDeclaration[] = [viscosity]
