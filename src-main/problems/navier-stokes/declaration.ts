import type { FieldDeclaration } from '../../field/field'
import type { ParameterDeclaration } from '../problem'

export const title = 'Navier-Stokes (vorticity)'

export const equation = {
  text:
    'w_t + v.grad w = nu lap w + F on the periodic unit square, v = (psi_y, -psi_x), -lap psi = w, ' +
    'F = A (sin 2 pi (x + y) + cos 2 pi (x + y)), w(0) = w0, wT = w(T)',
  latex:
    '\\partial_t w + v\\cdot\\nabla w = \\nu\\,\\Delta w + F \\ \\text{in}\\ (0,T]\\times[0,1)^2\\ \\text{(periodic)},\\quad ' +
    'v = (\\partial_y\\psi, -\\partial_x\\psi),\\ -\\Delta\\psi = w,\\quad ' +
    'F = A\\,(\\sin 2\\pi(x+y) + \\cos 2\\pi(x+y)),\\quad w(0) = w_0',
}

export const sourceUnit = '1'

export const fields: readonly FieldDeclaration[] = [
  { key: 'w0', name: 'Vorticity at the start', unit: '1', role: 'coefficient', signed: true },
  { key: 'wT', name: 'Vorticity at the end', unit: '1', role: 'solution', signed: true },
]

/** v = (psi_y, -psi_x). */
export const velocity = { name: 'Velocity', unit: '1' }

export const viscosity: ParameterDeclaration = {
  key: 'viscosity',
  name: 'Viscosity',
  symbol: 'ν',
  unit: '1',
  minimum: 5e-4,
  maximum: 5e-3,
  admissible: { minimum: 4e-4, maximum: 8e-3 },
  default: 1e-3,
  scale: 'log',
}

export const forcing: ParameterDeclaration = {
  key: 'forcing',
  name: 'Forcing amplitude',
  symbol: 'A',
  unit: '1',
  minimum: 0,
  maximum: 0.2,
  admissible: { minimum: 0, maximum: 0.22 },
  default: 0.1,
  scale: 'linear',
}

export const duration: ParameterDeclaration = {
  key: 'duration',
  name: 'Duration',
  symbol: 'T',
  unit: '1',
  minimum: 0.5,
  maximum: 2,
  admissible: { minimum: 0.4, maximum: 2.5 },
  default: 1,
  scale: 'log',
}

export const parameters: readonly ParameterDeclaration[] = [viscosity, forcing, duration]
