import type { FieldDeclaration } from '../../field/field'
import type { ParameterDeclaration } from '../problem'
import { amplitude, correlationLength } from '../shifted-laplacian/source'

export const title = "Poisson's equation"

export const equation = {
  text: 'lap u = f in the unit square, u = 0 on its boundary',
  latex: '\\nabla^2 u = f \\ \\text{in}\\ (0,1)^2,\\qquad u = 0 \\ \\text{on the boundary}',
}

export const sourceUnit = '1'

export const fields: readonly FieldDeclaration[] = [
  { key: 'f', name: 'Source', unit: '1', role: 'coefficient', signed: true },
  { key: 'u', name: 'Potential', unit: '1', role: 'solution', signed: true },
]

export const parameters: readonly ParameterDeclaration[] = [correlationLength, amplitude]
