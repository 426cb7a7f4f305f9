import { Failure, type FailureDetail } from '../field/failure'

/** Findings listed one by one; beyond them only the number of further bad lines is told. */
export const maximumListed = 100

type Finding = Omit<FailureDetail, 'kind' | 'where'>

/** One thing that is wrong; `line` is 0 where it is about no line of the file. */
export interface ListedFinding {
  readonly line: number
  readonly detail: FailureDetail
}

/** What is wrong with the lines of a file, gathered so that a person can repair all of it in one go. */
export class LineFindings {
  /** Findings so far, listed or not. */
  count = 0
  readonly listed: ListedFinding[] = []
  private badLines = 0
  private lastPlace = ''

  /** `noun` is what the file has instead of lines, where it is no text. */
  constructor(
    private readonly fileName: string,
    private readonly noun: 'line' | 'row' | 'cell' = 'line',
  ) {}

  get isEmpty(): boolean {
    return this.count === 0
  }

  add(line: number, finding: Finding, where = `${this.fileName} ${this.noun} ${line}`): void {
    this.count++
    // Findings of one line come together, so the last one tells whether a line is new.
    if (where !== this.lastPlace) this.badLines++
    this.lastPlace = where
    if (this.listed.length < maximumListed) this.listed.push({ line, detail: { ...finding, kind: 'usage', where } })
  }

  /** Throws what was found: the only finding by itself, or a summary with all of them as `others`. */
  throwIfAny(rows: number): void {
    const [first, second] = this.listed
    if (first === undefined) return
    if (second === undefined) throw new Failure(first.detail)
    const sorted = this.listed.toSorted((a, b) => a.line - b.line)
    const lines = [...new Set(sorted.map(({ line }) => line).filter((line) => line > 0))]
    const places = new Set(sorted.map(({ detail }) => detail.where)).size
    const unlisted = this.badLines - places
    const parts = [
      ...(lines.length > 0 ? [`${this.fileName} ${this.noun}${lines.length > 1 ? 's' : ''} ${lines.join(', ')}`] : []),
      ...(places > lines.length ? [`${places - lines.length} added by hand`] : []),
      ...(unlisted > 0 ? [`${unlisted} more`] : []),
    ]
    const summary: FailureDetail = {
      code: 'observations-lines',
      kind: 'usage',
      what: `${this.badLines} of ${rows} points cannot be used`,
      where: parts.join(' and '),
    }
    const rest: FailureDetail[] =
      unlisted > 0
        ? [{ code: 'observations-lines', kind: 'usage', what: `${unlisted} further ${this.noun}s are bad` }]
        : []
    throw new Failure(summary, [...sorted.map(({ detail }) => detail), ...rest])
  }
}

/** Text of a file as it may stand in a message: in quotes, short, control characters visible. */
export function quoted(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return JSON.stringify(shown)
}
