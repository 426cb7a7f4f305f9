import type { FieldDeclaration } from '../../field/field'

export function isAdmissible({ minimum = -Infinity, maximum = Infinity }: FieldDeclaration, value: number): boolean {
  return value >= minimum && value <= maximum
}

/** The values that a field may take, in words. */
export function admissible({ unit, minimum = -Infinity, maximum = Infinity }: FieldDeclaration): string {
  // The smallest positive number as a minimum is how a declaration says "above 0".
  const lowest = minimum === Number.MIN_VALUE ? 'above 0' : `at least ${minimum}`
  const both = `${lowest} and at most ${maximum}`
  return inUnit(maximum === Infinity ? lowest : minimum === -Infinity ? `at most ${maximum}` : both, unit)
}

/** Numbers without dimensions have the unit 1, which nobody writes. */
export const inUnit = (text: string | number, unit: string): string => `${text} ${unit === '1' ? '' : unit}`.trim()
