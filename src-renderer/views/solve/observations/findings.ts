import type { ObservationFinding } from '../../../../src-main/contract/calls'
import type { RefusedFile } from '../../../stores/observations.svelte'

export interface Finding {
  /** Line of the file, where the finding belongs to one. */
  readonly line: number | undefined
  readonly text: string
}

export interface Findings {
  readonly summary: string
  readonly lines: readonly Finding[]
}

/** What is wrong with a refused file, line by line. The engine names the place as `at FILE line N`. */
export function findingsOf({ fileName, error }: RefusedFile): Findings {
  return { summary: error.message, lines: error.details.map((detail) => finding(detail, fileName)) }
}

/** The same of findings that come with their lines. */
export function listedFindings(findings: readonly ObservationFinding[], fileName: string): readonly Finding[] {
  return findings.map(({ line, message }) => ({
    line: line === 0 ? undefined : line,
    text: finding(message, fileName).text,
  }))
}

function finding(detail: string, fileName: string): Finding {
  const place = new RegExp(`,? at ${escaped(fileName)} line (\\d+)(?=,|$)`).exec(detail)
  if (!place) return { line: undefined, text: detail }
  return { line: Number(place[1]), text: detail.replace(place[0], '').replace(/^,\s*/, '') }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
