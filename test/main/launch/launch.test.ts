import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findElectron, hasDisplay } from '../../../src-main/launch/desktop.mjs'
import { fingerprint } from '../../../src-main/launch/fingerprint.mjs'
import { removeFormerChunks } from '../../../src-main/launch/former-chunks.mjs'
import { needsInstall } from '../../../src-main/launch/install.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fieldsmith-launch-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes a file with a modification time, in seconds. */
function write(path: string, seconds: number, content = ''): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), content)
  utimesSync(join(root, path), seconds, seconds)
}

describe('dependencies', () => {
  it('are missing on a fresh clone and after an interrupted install', () => {
    write('package-lock.json', 100)
    expect(needsInstall(root)).toBe(true)
    write('node_modules/vite/package.json', 200)
    expect(needsInstall(root)).toBe(true)
  })

  it('are there once npm has finished, until the lock file changes', () => {
    write('package-lock.json', 100)
    write('node_modules/.package-lock.json', 200)
    expect(needsInstall(root)).toBe(false)
    write('package-lock.json', 300)
    expect(needsInstall(root)).toBe(true)
  })

  it('are not installed through a link, whose folder belongs to another checkout', () => {
    write('other/keep.txt', 100)
    write('package-lock.json', 300)
    symlinkSync(join(root, 'other'), join(root, 'node_modules'), 'junction')
    const script = new URL('../../../src-main/launch/install.mjs', import.meta.url).href
    const call = `import { ensureInstalled } from '${script}'; ensureInstalled(process.argv[1])`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', call, root], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('error[install-failed]') as string,
    })
    expect(existsSync(join(root, 'other/keep.txt'))).toBe(true)
  })
})

describe('the fingerprint of the sources', () => {
  const sources = ['src', 'package.json']

  beforeEach(() => {
    write('src/a.ts', 100, 'a')
    write('src/deep/b.ts', 100, 'b')
    write('package.json', 100, '{}')
    write('other.txt', 100, 'x')
  })

  it('stays the same while nothing changes that counts', () => {
    const before = fingerprint(root, sources)
    write('other.txt', 200, 'y')
    expect(fingerprint(root, sources)).toBe(before)
  })

  it.each([
    ['added', () => write('src/c.ts', 100)],
    ['removed', () => rmSync(join(root, 'src/deep/b.ts'))],
    ['rewritten', () => write('src/a.ts', 101, 'a')],
    ['rewritten at the same time with another size', () => write('src/a.ts', 100, 'aa')],
    ['rewritten with an older time', () => write('package.json', 50, '{}')],
  ])('changes when a source is %s', (_name, change) => {
    const before = fingerprint(root, sources)
    change()
    expect(fingerprint(root, sources)).not.toBe(before)
  })
})

describe('former chunks', () => {
  it('go with the build that replaces them, and what another build has put there since stays', () => {
    const began = 200_000
    for (const name of ['cli.mjs', 'preload.cjs', 'chunk-AAAAAAAA.mjs', 'page.json']) write(`dist/${name}`, 100)
    write('dist/chunk-BBBBBBBB.mjs', 300)
    write('dist/renderer/old.mjs', 100)
    removeFormerChunks(join(root, 'dist'), ['cli.mjs'], began)
    const left = ['chunk-BBBBBBBB.mjs', 'cli.mjs', 'page.json', 'renderer']
    expect(readdirSync(join(root, 'dist')).toSorted()).toEqual(left)
    expect(existsSync(join(root, 'dist/renderer/old.mjs'))).toBe(true)
  })
})

describe('the desktop', () => {
  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: '' }, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('on %s with %j is there: %s', (platform, environment, expected) => {
    expect(hasDisplay(environment, platform)).toBe(expected)
  })

  it("takes Electron's binary from where it is said to be, and downloads nothing then", () => {
    write('dist/electron', 100)
    expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') })).toBe(join(root, 'dist/electron'))
    expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'nowhere') })).toBeUndefined()
  })
})
