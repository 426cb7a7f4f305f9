import type { Command } from './command'
import type { OptionDeclaration } from './options'
import { allOptions, bareOption } from './parse'
import type { CommandEntry } from './table'

function columns(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length))
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

function placeholder(option: OptionDeclaration): string {
  if (option.placeholder !== undefined) return option.placeholder
  if (option.kind === 'assignments') return 'NAME=VALUE'
  if (option.kind === 'string') return option.choices ? option.choices.join('|') : 'TEXT'
  return option.kind === 'integer' ? 'N' : 'X'
}

function usage(name: string, option: OptionDeclaration): string {
  if (option.kind === 'boolean') return option.default ? `--no-${name}` : `--${name}`
  return `--${name} ${placeholder(option)}`
}

function remarks(option: OptionDeclaration): string {
  if (option.kind === 'boolean') return ''
  if (option.kind === 'assignments') return ' Repeatable.'
  const default_ = option.default === undefined ? '' : ` Default ${option.default}.`
  return (option.required ? ' Required.' : '') + (option.repeated ? ' Repeatable.' : '') + default_
}

export function overview(table: readonly CommandEntry[], version: string): string[] {
  return [
    `Fieldsmith ${version}: generate, reconstruct and certify solution fields of PDEs.`,
    '',
    'Usage: fieldsmith <command> [options]',
    '',
    'Commands:',
    ...columns(table.map(({ name, summary }) => [name, summary])),
    '',
    'fieldsmith <command> --help shows the options of a command.',
    'Exit codes: 0 done, 2 bad usage or input, 3 model package refused, 4 solve failed, 130 interrupted.',
  ]
}

export function commandHelp(command: Command): string[] {
  const pairs = Object.entries(allOptions(command)).map(
    ([name, option]) => [usage(name, option), option.summary + remarks(option)] as const,
  )
  const bare = bareOption(command.options)
  const argument = bare === undefined ? '' : ` ${placeholder(command.options[bare]!)}`
  return [
    command.summary,
    '',
    `Usage: fieldsmith ${command.name}${argument} [options]`,
    '',
    'Options:',
    ...columns(pairs),
  ]
}
