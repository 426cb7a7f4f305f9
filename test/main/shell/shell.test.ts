import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ServerTransport } from '../../../src-main/contract/messages'
import { PageFiles } from '../../../src-main/page/files'

const electron = vi.hoisted(() => ({
  ipcListeners: new Map<string, (event: unknown, value?: unknown) => void>(),
  menus: [] as { label?: string; role?: string; submenu?: { label?: string; click?: () => void }[] }[][],
  channels: [] as { port1: FakePort; port2: FakePort }[],
}))

interface FakePort {
  readonly sent: unknown[]
  emit(event: string, value?: unknown): void
}

// Electron's binary is not on the build machines: its module is replaced by what these functions use of it.
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events')
  class Port extends EventEmitter {
    readonly sent: unknown[] = []
    started = false
    closed = false
    postMessage(message: unknown) {
      this.sent.push(message)
    }
    start() {
      this.started = true
    }
    close() {
      this.closed = true
    }
  }
  return {
    BrowserWindow: class {},
    ipcMain: { on: (name: string, listener: (event: unknown) => void) => electron.ipcListeners.set(name, listener) },
    Menu: {
      buildFromTemplate: (template: (typeof electron.menus)[number]) => template,
      setApplicationMenu: (menu: (typeof electron.menus)[number]) => electron.menus.push(menu),
    },
    MessageChannelMain: class {
      readonly port1 = new Port()
      readonly port2 = new Port()
      constructor() {
        electron.channels.push(this)
      }
    },
    protocol: {},
    utilityProcess: {},
  }
})

const { offerEngine } = await import('../../../src-main/shell/engine-channel')
const { followMenu, menuTemplate } = await import('../../../src-main/shell/menu')
const { isOwnMainFrame, isOwnPage, pagePath } = await import('../../../src-main/shell/origin')
const { answerPageRequest } = await import('../../../src-main/shell/page-protocol')
const { grantedPermissions, isGranted, restrictPermissions } = await import('../../../src-main/shell/permissions')
const { confineContents, reviveContents, windowOptions } = await import('../../../src-main/shell/window')

const foreign = [
  'https://example.org/',
  'app://elsewhere/index.html',
  'app://fieldsmith.example/',
  'file:///etc/passwd',
  'data:text/html,hello',
  'about:blank',
  'javascript:alert(1)',
  'not an address',
  '',
]

describe('our own page', () => {
  it.each(['app://fieldsmith/', 'app://fieldsmith/assets/a.js?x#y'])('is %s', (url) => {
    expect(isOwnPage(url)).toBe(true)
  })

  it.each(foreign)('is not %j', (url) => {
    expect(isOwnPage(url)).toBe(false)
  })

  it('is named by its path', () => {
    expect(pagePath('app://fieldsmith/assets/a.js?x#y')).toBe('/assets/a.js')
    expect(pagePath('app://fieldsmith/a/../../etc/passwd')).toBe('/etc/passwd')
  })
})

describe('the page protocol', () => {
  let folder: string
  let page: PageFiles
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fieldsmith-shell-'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html>')
    page = new PageFiles(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('gives the document with its policy, which needs no address of the engine', async () => {
    const response = await answerPageRequest(page, 'app://fieldsmith/', 'GET')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<!doctype html>')
    expect(response.headers.get('Content-Security-Policy')).toContain("connect-src 'self';")
  })

  it.each([
    ['app://fieldsmith/secret', 'GET', 404],
    ['app://elsewhere/index.html', 'GET', 404],
    ['app://fieldsmith/', 'POST', 405],
  ])('answers %s by %s with %i', async (url, method, status) => {
    expect((await answerPageRequest(page, url, method)).status).toBe(status)
  })
})

describe('permissions', () => {
  it('are granted to our own page if they are on the list, each with its reason', () => {
    for (const [permission, reason] of Object.entries(grantedPermissions)) {
      expect(isGranted(permission, 'app://fieldsmith/')).toBe(true)
      expect(isGranted(permission, 'https://example.org/')).toBe(false)
      expect(isGranted(permission, undefined)).toBe(false)
      expect(reason.length).toBeGreaterThan(10)
    }
  })

  it.each(['media', 'geolocation', 'notifications', 'hid', 'clipboard-read', 'openExternal', 'toString', 'unknown'])(
    '%s is refused',
    (permission) => {
      expect(isGranted(permission, 'app://fieldsmith/')).toBe(false)
    },
  )

  it('are decided by that list in every handler of the session', () => {
    const handlers: Record<string, (...args: never[]) => unknown> = {}
    const record = (name: string) => (handler: (...args: never[]) => unknown) => (handlers[name] = handler)
    restrictPermissions({
      setPermissionCheckHandler: record('check'),
      setPermissionRequestHandler: record('request'),
      setDevicePermissionHandler: record('device'),
    } as unknown as Parameters<typeof restrictPermissions>[0])
    const call = (name: string, ...args: unknown[]) => (handlers[name] as (...args: unknown[]) => unknown)(...args)
    expect(call('check', null, 'fullscreen', 'app://fieldsmith')).toBe(true)
    expect(call('check', null, 'media', 'app://fieldsmith')).toBe(false)
    expect(call('device', {})).toBe(false)
    const decisions: boolean[] = []
    const contents = { getURL: () => 'app://fieldsmith/' }
    for (const permission of ['fullscreen', 'media']) {
      call('request', contents, permission, (granted: boolean) => decisions.push(granted))
    }
    expect(decisions).toEqual([true, false])
  })
})

describe('the window', () => {
  it('is sandboxed and isolated, without Node', () => {
    expect(windowOptions('/preload.cjs', '/icon.png').webPreferences).toEqual({
      preload: '/preload.cjs',
      nodeIntegration: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      webviewTag: false,
    })
  })

  it.each(['will-navigate', 'will-redirect'])('refuses %s to anything but our own page', (name) => {
    const listeners = new Map<string, (event: { url: string; preventDefault(): void }) => void>()
    let openHandler: () => { action: string } = () => ({ action: 'allow' })
    confineContents({
      on: (event: string, listener: () => void) => listeners.set(event, listener),
      setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
    } as unknown as Parameters<typeof confineContents>[0])
    const prevented = (url: string) => {
      const preventDefault = vi.fn()
      listeners.get(name)!({ url, preventDefault })
      return preventDefault.mock.calls.length === 1
    }
    expect(foreign.filter((url) => !prevented(url))).toEqual([])
    expect(prevented('app://fieldsmith/')).toBe(false)
    expect(openHandler()).toEqual({ action: 'deny' })
  })
})

describe('the channel to the engine', () => {
  const frame = (url: string, parent: unknown = null) => ({ url, parent, postMessage: vi.fn() })
  let connected: ServerTransport[]

  beforeEach(() => {
    connected = []
    electron.channels.length = 0
    offerEngine((transport) => connected.push(transport))
  })

  const ask = (senderFrame: unknown) => electron.ipcListeners.get('fieldsmith:engine')!({ senderFrame })

  it('gives the main frame of our own page a port of its own', () => {
    const senderFrame = frame('app://fieldsmith/')
    ask(senderFrame)
    const { port2 } = electron.channels[0]!
    expect(senderFrame.postMessage).toHaveBeenCalledWith('fieldsmith:engine', null, [port2])
    expect(connected).toHaveLength(1)
  })

  it.each([
    ['a foreign page', frame('https://example.org/')],
    ['a frame within our page', frame('app://fieldsmith/', {})],
    ['a frame that has gone', null],
  ])('gives %s nothing', (_name, senderFrame) => {
    ask(senderFrame)
    expect(electron.channels).toEqual([])
    expect(connected).toEqual([])
    expect(isOwnMainFrame(senderFrame)).toBe(false)
  })

  it('carries messages both ways and reports its end', () => {
    ask(frame('app://fieldsmith/'))
    const { port1 } = electron.channels[0]!
    const [transport] = connected
    const received: unknown[] = []
    const closed = vi.fn()
    transport!.onMessage((message) => received.push(message))
    transport!.onClose(closed)
    port1.emit('message', { data: { kind: 'cancel', id: 3 } })
    transport!.send({ kind: 'state', state: 'ready' })
    port1.emit('close')
    expect(received).toEqual([{ kind: 'cancel', id: 3 }])
    expect(port1.sent).toEqual([{ kind: 'state', state: 'ready' }])
    expect(closed).toHaveBeenCalledOnce()
  })
})

describe('the menu bar', () => {
  const bar = [
    {
      title: 'Solve',
      items: [
        { id: 'solve.reconstruct', title: 'Reconstruct', accelerator: 'CmdOrCtrl+Enter', enabled: true },
        { id: 'view.flat', title: 'Flat map', enabled: true, checked: true },
      ],
    },
  ]
  const roles = (platform: NodeJS.Platform, packaged: boolean) =>
    JSON.stringify(menuTemplate(platform, packaged, bar, () => undefined)).match(/"role":"(\w+)"/g) ?? []
  const page = () => ({ senderFrame: { url: 'app://fieldsmith/', parent: null }, sender: { send: vi.fn() } })

  beforeEach(() => {
    electron.menus.length = 0
    followMenu('linux', true)
  })

  it('has developer tools only where it is developed', () => {
    expect(roles('linux', false)).toContain('"role":"toggleDevTools"')
    expect(roles('linux', true)).not.toContain('"role":"toggleDevTools"')
  })

  it('has an application menu on macOS alone', () => {
    expect(roles('darwin', true)).toContain('"role":"appMenu"')
    expect(roles('win32', true)).not.toContain('"role":"appMenu"')
  })

  it("holds the page's commands and tells the page which was chosen", () => {
    const event = page()
    electron.ipcListeners.get('fieldsmith:menu')!(event, bar)
    const [menu] = electron.menus
    expect(menu![0]).toMatchObject({
      label: 'Solve',
      submenu: [
        { label: 'Reconstruct', accelerator: 'CmdOrCtrl+Enter', enabled: true, registerAccelerator: false },
        { label: 'Flat map', type: 'checkbox', checked: true },
      ],
    })
    menu![0]!.submenu![0]!.click!()
    expect(event.sender.send).toHaveBeenCalledWith('fieldsmith:command', 'solve.reconstruct')
  })

  it.each([
    ['a foreign page', { ...page(), senderFrame: { url: 'https://example.org/', parent: null } }, bar],
    ['a frame within our page', { ...page(), senderFrame: { url: 'app://fieldsmith/', parent: {} } }, bar],
    ['something that is no menu bar', page(), [{ title: 'Solve', items: [{ id: '', title: 'Reconstruct' }] }]],
  ])('is not built for %s', (_name, event, wanted) => {
    electron.ipcListeners.get('fieldsmith:menu')!(event, wanted)
    expect(electron.menus).toEqual([])
  })
})

describe('a page whose process has gone', () => {
  function crashingContents() {
    const listeners: ((event: unknown, details: { reason: string }) => void)[] = []
    const contents = {
      on: (_name: string, listener: (typeof listeners)[number]) => listeners.push(listener),
      reload: vi.fn(),
    }
    reviveContents(contents as unknown as Parameters<typeof reviveContents>[0])
    return { reload: contents.reload, go: (reason: string) => listeners[0]!({}, { reason }) }
  }

  it('is loaded again, but not in a circle', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { reload, go } = crashingContents()
    go('crashed')
    expect(reload).toHaveBeenCalledTimes(1)
    go('crashed')
    expect(reload).toHaveBeenCalledTimes(1)
    vi.setSystemTime(Date.now() + 60_000)
    go('oom')
    expect(reload).toHaveBeenCalledTimes(2)
    vi.useRealTimers()
  })

  it('is left alone where it was closed', () => {
    const { reload, go } = crashingContents()
    go('clean-exit')
    expect(reload).not.toHaveBeenCalled()
  })
})
