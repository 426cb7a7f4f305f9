import { createContext } from 'svelte'
import { words } from '../text/words.svelte'
import { commandGroups, type Command, type CommandGroup } from './command'
import { belongsToTextFields, combinationOf, isTyping, keysOf, type Combination } from './keys'

/**
 * Every command of the window, whoever brings it. Views add theirs when they are built and say by `enabled` when they
 * are before one's eyes, so that one key can mean one thing in each view.
 */
export class CommandRegistry {
  #commands = $state.raw<readonly Command[]>([])
  /** The same list: while a component is torn down, state reads as it was before, without what came in its place. */
  #latest: readonly Command[] = []

  get all(): readonly Command[] {
    return this.#commands
  }

  /** Returns what takes them away again. */
  add(commands: readonly Command[]): () => void {
    this.#set([...this.#latest, ...commands])
    return () => this.#set(this.#latest.filter((command) => !commands.includes(command)))
  }

  #set(commands: readonly Command[]): void {
    this.#latest = commands
    this.#commands = commands
  }

  /** The command of this name that can be called, or else any of this name. */
  find(id: string): Command | undefined {
    const named = this.#commands.filter((command) => command.id === id)
    return named.find(isEnabled) ?? named[0]
  }

  run(id: string): void {
    const command = this.find(id)
    if (command && isEnabled(command)) command.run()
  }

  /** Those that can be called now, by group, in the order in which they came. */
  grouped(): readonly { readonly group: CommandGroup; readonly commands: readonly Command[] }[] {
    return commandGroups
      .map((group) => ({ group, commands: this.#commands.filter((command) => command.group === group) }))
      .filter(({ commands }) => commands.length > 0)
  }

  /** Calls what the pressed keys mean; true when they meant something. */
  press(event: KeyboardEvent): boolean {
    const combination = combinationOf(event)
    if (isTyping(event.target) && belongsToTextFields(combination)) return false
    if (document.querySelector('dialog[open]')) return false
    const command = this.#commands.find((known) => known.keys?.includes(combination) && isEnabled(known))
    if (!command) return false
    event.preventDefault()
    command.run()
    return true
  }

  /** What a control says of itself when it is pointed at: `New sample (N)`. */
  tooltip(id: string): string {
    const command = this.find(id)
    if (!command) return ''
    const [first] = command.keys ?? []
    return first === undefined ? command.title() : `${command.title()} (${keyNames(first).join('+')})`
  }
}

export function isEnabled({ enabled }: Pick<Command, 'enabled'>): boolean {
  return enabled?.() ?? true
}

const mac = /mac/i.test(navigator.userAgent)

/** The keys of a combination as they are written on the keyboard of the language. */
export function keyNames(combination: Combination): readonly string[] {
  const { keys } = words().shell
  const names: Readonly<Record<string, string>> = mac ? { ...keys, Ctrl: '⌘', Alt: '⌥' } : keys
  return keysOf(combination).map((key) => names[key] ?? key)
}

export const [getCommands, setCommands] = createContext<CommandRegistry>()
