/** The desktop app: window, security, and supervision of the engine. */
import { app, BrowserWindow, session } from 'electron'
import { join } from 'node:path'
import { EngineSupervisor } from './engine/supervisor'
import { PageFiles } from './page/files'
import { offerEngine } from './shell/engine-channel'
import { followMenu } from './shell/menu'
import { registerPageScheme, servePage } from './shell/page-protocol'
import { restrictPermissions } from './shell/permissions'
import { startUtilityEngine } from './shell/utility-engine'
import { confineContents, openWindow, reviveContents } from './shell/window'

const dist = import.meta.dirname
const preload = join(dist, 'preload.cjs')
const icon = join(dist, '../assets/icons/fieldsmith.png')

async function run(): Promise<void> {
  await app.whenReady()
  const supervisor = new EngineSupervisor(() => startUtilityEngine(join(dist, 'engine-process.mjs')), {
    onLost: (reason) => process.stderr.write(`engine lost, ${reason}; starting it again\n`),
  })
  app.on('will-quit', () => supervisor.stop())
  offerEngine((transport) => supervisor.connect(transport))
  restrictPermissions(session.defaultSession)
  servePage(new PageFiles(join(dist, 'renderer')))
  followMenu(process.platform, app.isPackaged)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow(preload, icon)
  })
  await openWindow(preload, icon)
}

app.enableSandbox()
app.on('web-contents-created', (_event, contents) => {
  confineContents(contents)
  reviveContents(contents)
})
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})
app.on('second-instance', () => {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.focus()
})
registerPageScheme()
if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    process.stderr.write(`error[start-failed]: ${error instanceof Error ? error.message : String(error)}\n`)
    app.exit(1)
  })
} else {
  app.quit()
}
