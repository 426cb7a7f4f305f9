/** What is said of an error: what happened, what that means for the work at hand, and what can be done. */
export interface ErrorWords {
  readonly what: string
  readonly means: string
  readonly todo: string
}

/** Words of one code after another that differ in what happened alone. */
export function sameAdvice<Code extends string>(
  happened: Readonly<Record<Code, string>>,
  rest: Omit<ErrorWords, 'what'>,
): Record<Code, ErrorWords> {
  const entries = Object.entries<string>(happened).map(([code, what]) => [code, { what, ...rest }] as const)
  return Object.fromEntries(entries) as Record<Code, ErrorWords>
}
