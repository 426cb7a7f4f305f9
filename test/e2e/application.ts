import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type Page } from 'playwright-core'
import { ensureBuilt } from '../../src-main/launch/build.mjs'
import type { Settings } from '../../src-main/contract/session'
import { launchBrowser } from './browser'
import { watchFrames } from './frame-watch'

const root = join(import.meta.dirname, '../..')

export interface ServedApplication {
  /** The link with its token. */
  readonly url: string
  readonly process: ChildProcess
  /** Ends the server as Ctrl-C does, and returns its exit code. */
  stop(): Promise<number | null>
}

/**
 * `fieldsmith serve` in a home of its own, where nothing was trained or promoted before, and nothing set but that the
 * first steps have been seen.
 */
export async function serveApplication(settings: Partial<Settings> = {}): Promise<ServedApplication> {
  ensureBuilt(['main', 'renderer'])
  const home = mkdtempSync(join(tmpdir(), 'fieldsmith-home-'))
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ welcomed: true, ...settings }))
  const server = spawn(process.execPath, [join(root, 'dist/cli.mjs'), 'serve', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FIELDSMITH_HOME: home },
  })
  const exited = once(server, 'exit')
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.trimEnd().endsWith('}')) resolve((JSON.parse(output) as { url: string }).url)
    })
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} before it printed its link`)))
  })
  return {
    url,
    process: server,
    stop: async () => {
      server.kill('SIGINT')
      const [code] = (await exited) as [number | null]
      // A training process may still be writing its checkpoint.
      rmSync(home, { recursive: true, force: true, maxRetries: 10 })
      return code
    },
  }
}

export interface OpenApplication {
  readonly page: Page
  close(): Promise<void>
}

/**
 * The app with its page open: in Chromium, or in the desktop app where `npm run test:electron` names its binary.
 * The latter's frames are watched once the page is loaded again.
 */
export async function openApplication(settings: Partial<Settings> = {}): Promise<OpenApplication> {
  const electron = process.env['FIELDSMITH_E2E_ELECTRON']
  return electron ? openInElectron(electron) : openInBrowser(settings)
}

async function openInBrowser(settings: Partial<Settings>): Promise<OpenApplication> {
  const server = await serveApplication(settings)
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await watchFrames(page)
  await page.goto(server.url)
  return {
    page,
    close: async () => {
      await browser.close()
      await server.stop()
    },
  }
}

async function openInElectron(executablePath: string): Promise<OpenApplication> {
  ensureBuilt(['main', 'renderer'])
  const application = await _electron.launch({ executablePath, args: [root, '--no-sandbox'] })
  const page = await application.firstWindow()
  await watchFrames(page)
  return {
    page,
    close: async () => {
      const closed = application.waitForEvent('close')
      // The window would ask about work that is not saved; a test has none to keep.
      await application.evaluate(({ app }) => app.exit()).catch(() => undefined)
      await closed
    },
  }
}
