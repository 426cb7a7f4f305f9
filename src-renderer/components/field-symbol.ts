export interface SymbolParts {
  readonly base: string
  readonly subscript: string
}

/** A field's key as it is set in formulas: `w0` and `wT` are w with a subscript. */
export function symbolParts(key: string): SymbolParts {
  const [, base = key, subscript = ''] = /^([A-Za-z])(\d+|[A-Z])$/.exec(key) ?? []
  return { base, subscript }
}
