/** What the preload script of the desktop app puts into the page, and how a port to the engine reaches it. */
import type { MenuBar } from './menu-bar'

/** Channel between preload script and shell, and text of the window message that carries the port. */
export const engineChannel = 'fieldsmith:engine'
/** Channels of the menu bar: its content goes to the shell, the names of chosen commands come back. */
export const menuChannel = 'fieldsmith:menu'
export const commandChannel = 'fieldsmith:command'

/** Name of the bridge in the page's window; absent in a browser. */
export const bridgeName = 'fieldsmithShell'

export interface ShellBridge {
  /** Asks for a port to the engine; it arrives as a message {@link engineChannel} of the page's own window. */
  requestEngine(): void
  /** Gives the application's menu bar its content. */
  setMenu(menu: MenuBar): void
  /** Calls `listener` with the name of each command that is chosen in the menu bar. */
  onCommand(listener: (id: string) => void): void
}
