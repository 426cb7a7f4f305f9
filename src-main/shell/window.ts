import { BrowserWindow, type BrowserWindowConstructorOptions, type WebContents } from 'electron'
import { isOwnPage, pageUrl } from './origin'

export function windowOptions(preload: string, icon: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    icon,
    webPreferences: {
      preload,
      // Electron's security checklist, items 2 to 6; the defaults are named so that nobody has to know them.
      nodeIntegration: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      webviewTag: false,
    },
  }
}

/** The page stays the page: no navigation away, no windows, no embedded views (checklist, items 11 to 13). */
export function confineContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Crashes closer together than this come from the page itself: loading it again would not help. */
const crashPauseMs = 10_000

/** A page whose process has crashed is loaded again; it then offers what was not saved. */
export function reviveContents(contents: WebContents): void {
  let crashedAt = -Infinity
  contents.on('render-process-gone', (_event, { reason }) => {
    const now = Date.now()
    const soon = now - crashedAt < crashPauseMs
    crashedAt = now
    if (reason !== 'clean-exit' && !soon) contents.reload()
  })
}

export async function openWindow(preload: string, icon: string): Promise<BrowserWindow> {
  const window = new BrowserWindow(windowOptions(preload, icon))
  window.once('ready-to-show', () => window.show())
  await window.loadURL(pageUrl)
  return window
}
