import type { Grid } from './grid'

/** What a field is to its equation: given (`coefficient`), sought (`solution`), or derived from both (`diagnostic`). */
export type FieldRole = 'coefficient' | 'solution' | 'diagnostic'

/** What a problem says of one of its fields, once. */
export interface FieldDeclaration {
  /** Short key used in files and arrays, e.g. `u`. */
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly role: FieldRole
  /** Of values on both sides of a zero that means nothing at all, rest or balance: drawn alike to either side of it. */
  readonly signed?: boolean
  /** Admissible values; an observation outside them is refused. */
  readonly minimum?: number
  readonly maximum?: number
}

/** A field is never a bare array: values `[y, x]`, the grid they stand on, and what they mean. */
export interface Field {
  readonly declaration: FieldDeclaration
  readonly grid: Grid
  /** Physical units, row-major `[y, x]`, length `grid.ny * grid.nx`. */
  readonly data: Float32Array | Float64Array
}
