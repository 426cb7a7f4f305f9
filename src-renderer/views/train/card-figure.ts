/** A number of a model's card by its path; undefined where the card has none there. */
export function cardFigure(card: Readonly<Record<string, unknown>>, path: readonly string[]): number | undefined {
  let at: unknown = card
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined
}
