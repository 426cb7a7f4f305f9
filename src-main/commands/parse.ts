import { parseArgs } from 'node:util'
import { Failure, type FailureDetail } from '../field/failure'
import type { Command } from './command'
import type { NumberOption, OptionDeclaration, OptionTable, StringOption } from './options'

/** Options that every command has. */
const common: OptionTable = {
  json: { kind: 'boolean', default: false, summary: 'Print exactly one JSON document on standard output.' },
  help: { kind: 'boolean', default: false, summary: 'Show this help.' },
}

export function allOptions(command: Command): OptionTable {
  return { ...command.options, ...common }
}

export interface ParsedCommandLine {
  readonly json: boolean
  readonly help: boolean
  readonly args: Readonly<Record<string, unknown>>
}

function finding(code: string, what: string, rest: Omit<FailureDetail, 'code' | 'kind' | 'what'> = {}): FailureDetail {
  return { code, kind: 'usage', what, ...rest }
}

type Reading = { readonly value: unknown } | { readonly problem: FailureDetail }

function readNumber(option: NumberOption, raw: string, where: string): Reading {
  const value = Number(raw)
  const noun = option.kind === 'integer' ? 'an integer' : 'a number'
  if (raw.trim() === '' || !Number.isFinite(value) || (option.kind === 'integer' && !Number.isSafeInteger(value))) {
    return { problem: finding('bad-value', 'value cannot be read', { where, expected: noun, received: `"${raw}"` }) }
  }
  const { minimum = -Infinity, maximum = Infinity } = option
  if (value < minimum || value > maximum) {
    const bounds = [
      minimum === -Infinity ? '' : `at least ${minimum}`,
      maximum === Infinity ? '' : `at most ${maximum}`,
    ].filter((bound) => bound !== '')
    const expected = `${noun} of ${bounds.join(' and ')}`
    return { problem: finding('bad-value', 'value is out of range', { where, expected, received: raw }) }
  }
  return { value }
}

function readString(option: StringOption, raw: string, where: string): Reading {
  if (option.choices && !option.choices.includes(raw)) {
    const expected = `one of ${option.choices.join(', ')}`
    return { problem: finding('bad-value', 'value is not offered', { where, expected, received: `"${raw}"` }) }
  }
  if (raw === '') return { problem: finding('bad-value', 'value is empty', { where }) }
  return { value: raw }
}

function readAssignments(raws: readonly string[], where: string, findings: FailureDetail[]): Record<string, number> {
  // A map, because a name may be anything, `__proto__` included.
  const assigned = new Map<string, number>()
  for (const raw of raws) {
    const match = /^([^=\s]+)=(.+)$/.exec(raw)
    const value = match ? Number(match[2]) : NaN
    if (!match || !Number.isFinite(value)) {
      findings.push(
        finding('bad-value', 'value cannot be read', { where, expected: 'name=number', received: `"${raw}"` }),
      )
    } else if (assigned.has(match[1]!)) {
      findings.push(finding('repeated-option', `${match[1]!} is set twice`, { where }))
    } else {
      assigned.set(match[1]!, value)
    }
  }
  return Object.fromEntries(assigned)
}

function readValue(
  name: string,
  option: OptionDeclaration,
  raws: readonly string[],
  findings: FailureDetail[],
): unknown {
  const where = `--${name}`
  if (option.kind === 'assignments') return readAssignments(raws, where, findings)
  if (option.kind === 'boolean') return raws.length === 0 ? option.default : raws.at(-1) === 'true'
  const values = raws.map((raw) => {
    const reading = option.kind === 'string' ? readString(option, raw, where) : readNumber(option, raw, where)
    if ('problem' in reading) findings.push(reading.problem)
    return 'value' in reading ? reading.value : undefined
  })
  if (raws.length === 0 && option.required) {
    findings.push(finding('missing-option', 'required option is missing', { where }))
  }
  if (option.repeated) return values
  if (raws.length > 1) findings.push(finding('repeated-option', 'option is given more than once', { where }))
  return raws.length === 0 ? option.default : values[0]
}

/** Name of the option that a bare argument stands for. */
export function bareOption(options: OptionTable): string | undefined {
  return Object.keys(options).find((name) => {
    const option = options[name]!
    return option.kind === 'string' && option.positional
  })
}

/** Raw values per option, booleans as `true` and `false`; everything unknown goes to `findings`. */
function collect(options: OptionTable, argv: readonly string[], findings: FailureDetail[]): Map<string, string[]> {
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { kind }]) => [
      name,
      { type: kind === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const { tokens } = parseArgs({ args: [...argv], options: types, strict: false, allowPositionals: true, tokens: true })
  const bare = bareOption(options)
  const raws = new Map<string, string[]>()
  const add = (name: string, value: string) => raws.set(name, [...(raws.get(name) ?? []), value])
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      if (bare !== undefined) add(bare, token.value)
      else findings.push(finding('unexpected-argument', 'argument is not understood', { received: `"${token.value}"` }))
      continue
    }
    const { name, rawName, value } = token
    const negated = name.startsWith('no-') ? name.slice(3) : undefined
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option?.kind === 'boolean' || (negated !== undefined && options[negated]?.kind === 'boolean')) {
      if (value !== undefined) findings.push(finding('bad-value', 'option takes no value', { where: rawName }))
      else add(option ? name : negated!, option ? 'true' : 'false')
    } else if (option === undefined) {
      findings.push(finding('unknown-option', `unknown option ${rawName}`))
    } else if (value === undefined || (!token.inlineValue && /^-(?![\d.])/.test(value) && value !== '-')) {
      findings.push(finding('missing-value', 'option needs a value', { where: rawName }))
      if (value !== undefined) return collectRest(options, argv, token.index + 1, raws, findings)
    } else {
      add(name, value)
    }
  }
  return raws
}

/** Goes on behind an option whose value is missing, so that what follows it is not taken for the value. */
function collectRest(
  options: OptionTable,
  argv: readonly string[],
  from: number,
  raws: Map<string, string[]>,
  findings: FailureDetail[],
): Map<string, string[]> {
  for (const [name, values] of collect(options, argv.slice(from), findings)) {
    raws.set(name, [...(raws.get(name) ?? []), ...values])
  }
  return raws
}

/** Checks a command line against the declared options; every finding is reported in one Failure. */
export function parseCommandLine(command: Command, argv: readonly string[]): ParsedCommandLine {
  const options = allOptions(command)
  const findings: FailureDetail[] = []
  const raws = collect(options, argv, findings)
  const help = raws.get('help')?.at(-1) === 'true'
  const json = raws.get('json')?.at(-1) === 'true'
  if (help) return { json, help, args: {} }
  const args = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [
      name,
      readValue(name, option, raws.get(name) ?? [], findings),
    ]),
  )
  const [first, ...others] = findings
  if (first) throw new Failure(first, others)
  return { json, help, args }
}
