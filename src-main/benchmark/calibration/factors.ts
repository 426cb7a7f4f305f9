import type { Row } from '../row'

/** The file that the app takes its spread factors from, see tasks/calibration.ts. */
export const factorsFile = 'spread-factors.json'

/** The spread factors among the rows of the suite, as that file holds them, to two decimals. */
export function factorsDocument(rows: readonly Row[]): string {
  const document: Record<string, Record<string, Record<string, Record<string, number>>>> = {}
  for (const { id, value } of rows) {
    const [, problem, figure, observed, version, field] = id.split('.')
    if (figure !== 'spreadFactor') continue
    const ofProblem = (document[problem!] ??= {})
    const ofObserved = (ofProblem[observed!] ??= {})
    const ofVersion = (ofObserved[version!] ??= {})
    ofVersion[field!] = Number(value.toFixed(2))
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
