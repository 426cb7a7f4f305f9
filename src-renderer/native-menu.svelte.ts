import type { MenuBar } from '../src-main/contract/menu-bar'
import { bridgeName, type ShellBridge } from '../src-main/contract/shell-bridge'
import type { Command } from './commands/command'
import { isEnabled, type CommandRegistry } from './commands/registry.svelte'
import { words } from './text/words.svelte'

/** Electron writes some keys otherwise than the browser's events name them. */
const acceleratorNames: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
}

function acceleratorOf(combination: string): string {
  return combination
    .replace(/^Ctrl\+/, 'CmdOrCtrl+')
    .replace(/[^+]+$/, (key) => acceleratorNames[key] ?? key)
    .replace(/\+\+$/, '+Plus')
}

function itemOf(command: Command): MenuBar[number]['items'][number] {
  const [first] = command.keys ?? []
  return {
    id: command.id,
    title: command.title(),
    enabled: isEnabled(command),
    ...(first !== undefined && { accelerator: acceleratorOf(first) }),
    ...(command.checked && { checked: command.checked() }),
  }
}

/** The registry as a menu bar; of several views' commands of one name, the one that can be called. */
export function menuBarOf(commands: CommandRegistry): MenuBar {
  return commands.grouped().map(({ group, commands: members }) => ({
    title: words().shell.groups[group],
    items: members.filter((command) => commands.find(command.id) === command).map(itemOf),
  }))
}

/** Keeps the desktop's menu bar as the registry is; false in a browser, which has none. */
export function followNativeMenu(commands: CommandRegistry): boolean {
  const bridge = (window as { [bridgeName]?: ShellBridge })[bridgeName]
  if (!bridge) return false
  bridge.onCommand((id) => commands.run(id))
  $effect(() => bridge.setMenu(menuBarOf(commands)))
  return true
}
