import type { ContractError } from '../../src-main/contract/calls'
import { diagnosis } from '../stores/diagnosis'
import type { ErrorWords } from '../text/en/errors/words'
import type { Messages } from '../text/words.svelte'

/** What is said of an error. One that the catalogue does not know speaks for itself. */
export function errorWords({ code, message }: ContractError, { codes, unknown }: Messages['errors']): ErrorWords {
  const known: Readonly<Record<string, ErrorWords>> = codes
  return Object.hasOwn(known, code) ? known[code]! : { what: sentence(message), ...unknown }
}

/** Everything that who mends it wants to know, as text to paste. */
export function errorReport({ code, message, details }: ContractError, { report }: Messages['errors']): string {
  const lines = [
    [report.code, code],
    [report.message, message],
    [report.version, diagnosis.version],
    [report.provider, diagnosis.provider],
    [report.time, new Date().toISOString()],
  ]
  const known = lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [...known, ...details.map((detail) => `- ${detail}`)].join('\n')
}

/** As the engine says it, but with a capital at the beginning and a full stop at the end. */
function sentence(message: string): string {
  const ended = /[.!?]$/.test(message) ? message : `${message}.`
  return ended.charAt(0).toUpperCase() + ended.slice(1)
}
