import { ipcMain, Menu, type IpcMainEvent, type MenuItemConstructorOptions } from 'electron'
import { menuBarSchema, type MenuBar } from '../contract/menu-bar'
import { commandChannel, menuChannel } from '../contract/shell-bridge'
import { isOwnMainFrame } from './origin'

/** What Electron brings by itself: zoom and window, in development reloading; on macOS also the keys of text fields. */
function standardMenus(platform: NodeJS.Platform, packaged: boolean): MenuItemConstructorOptions[] {
  const window: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    { role: 'minimize' },
    { role: 'close' },
  ]
  if (!packaged) window.unshift({ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' })
  return [...(platform === 'darwin' ? [{ role: 'editMenu' } as const] : []), { role: 'windowMenu', submenu: window }]
}

/**
 * The menu bar of a platform: the page's commands, then the standard ones. `choose` gets the name of the command that
 * was chosen. Accelerators are shown only: the page takes its keys itself, where it knows who is typing.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  packaged: boolean,
  bar: MenuBar,
  choose: (id: string) => void,
): MenuItemConstructorOptions[] {
  const own = bar.map(({ title, items }): MenuItemConstructorOptions => {
    const submenu = items.map(({ id, title: label, accelerator, enabled, checked }): MenuItemConstructorOptions => {
      const item: MenuItemConstructorOptions = { label, enabled, registerAccelerator: false, click: () => choose(id) }
      if (accelerator !== undefined) item.accelerator = accelerator
      return checked === undefined ? item : { ...item, type: 'checkbox', checked }
    })
    return { label: title, submenu }
  })
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    ...own,
    ...standardMenus(platform, packaged),
  ]
}

/** Builds the menu bar that the page asks for, again at each of its changes. Who else asks is not heard. */
export function followMenu(platform: NodeJS.Platform, packaged: boolean): void {
  ipcMain.on(menuChannel, (event: IpcMainEvent, wanted: unknown) => {
    const bar = menuBarSchema.safeParse(wanted)
    if (!isOwnMainFrame(event.senderFrame) || !bar.success) return
    const choose = (id: string): void => event.sender.send(commandChannel, id)
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform, packaged, bar.data, choose)))
  })
}
