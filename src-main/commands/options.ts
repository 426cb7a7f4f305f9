/** How a command declares its options, and what `run` then receives for each of them. */
interface Described {
  /** One line for `--help`. */
  readonly summary: string
  /** Name of the value in `--help`, e.g. `FILE`. */
  readonly placeholder?: string
}

interface Given<T> {
  readonly required?: true
  /** May be given more than once; the command receives a list, empty if absent. */
  readonly repeated?: true
  readonly default?: T
}

/** On with `--name`, off with `--no-name`. */
export interface BooleanOption extends Described {
  readonly kind: 'boolean'
  readonly default: boolean
}

export interface StringOption extends Described, Given<string> {
  readonly kind: 'string'
  /** May also be given without its name, as the command's one bare argument. */
  readonly positional?: true
  readonly choices?: readonly string[]
}

export interface NumberOption extends Described, Given<number> {
  readonly kind: 'number' | 'integer'
  readonly minimum?: number
  readonly maximum?: number
}

/** `--param name=value`, as often as wanted; the command receives one record of numbers. */
export interface AssignmentsOption extends Described {
  readonly kind: 'assignments'
}

export type OptionDeclaration = BooleanOption | StringOption | NumberOption | AssignmentsOption
export type OptionTable = Readonly<Record<string, OptionDeclaration>>

type ScalarOf<O> = O extends { readonly choices: readonly (infer C)[] }
  ? C
  : O extends { readonly kind: 'string' }
    ? string
    : number

export type ValueOf<O extends OptionDeclaration> = O extends { readonly kind: 'boolean' }
  ? boolean
  : O extends { readonly kind: 'assignments' }
    ? Readonly<Record<string, number>>
    : O extends { readonly repeated: true }
      ? readonly ScalarOf<O>[]
      : O extends { readonly required: true } | { readonly default: string | number }
        ? ScalarOf<O>
        : ScalarOf<O> | undefined

/** What `run` receives: one entry per declared option, already checked. */
export type ArgumentsOf<T extends OptionTable> = { readonly [K in keyof T]: ValueOf<T[K]> }
