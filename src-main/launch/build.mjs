import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fingerprint } from './fingerprint.mjs'
import { removeFormerChunks } from './former-chunks.mjs'
import { ensureInstalled } from './install.mjs'
import { root } from './root.mjs'

const dist = join(root, 'dist')

/**
 * Chunks of the former build stay this long after the new one, for a process that has read its entry and not yet its
 * chunks. One that runs has read them all: commands and suites, which are loaded on demand, are loaded at the start.
 */
const startingMs = 2000

const tools = ['package.json', 'package-lock.json', 'src-main/launch']

/** What is built, from what, into what. */
const targets = {
  main: { sources: [...tools, 'src-main'], build: buildMain },
  renderer: {
    sources: [
      ...tools,
      'src-renderer',
      'src-main/contract',
      'src-main/field',
      'assets',
      'vite.config.ts',
      'svelte.config.js',
    ],
    build: buildRenderer,
  },
}

/** @typedef {keyof typeof targets} Target */

/** @param {Target} target */
function stampOf(target) {
  return join(dist, `.${target}.fingerprint`)
}

/** @param {Target} target */
function isStale(target) {
  try {
    return readFileSync(stampOf(target), 'utf8') !== fingerprint(root, targets[target].sources)
  } catch {
    return true
  }
}

/**
 * Entries and shared chunks, first in a folder of their own and then renamed over the old ones: whoever starts
 * meanwhile sees one build.
 * @param {string} outdir
 */
async function buildMain(outdir) {
  const began = Date.now()
  const { build } = await import('esbuild')
  /** @type {import('esbuild').BuildOptions} */
  const shared = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['electron', 'onnxruntime-node'],
    logLevel: 'warning',
    outdir,
  }
  const entries = [
    'main',
    'serve',
    'cli',
    'engine-process',
    'engine-watchdog',
    'dataset-worker',
    'provider-probe',
    'training-process',
  ].map((name) => `src-main/${name}.ts`)
  await build({
    ...shared,
    entryPoints: entries,
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    // Bundled CommonJS packages ask for Node's own modules by require(). The name must be none that a package uses.
    banner: {
      js: `import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);`,
    },
  })
  // A sandboxed preload script must be one CommonJS file.
  await build({ ...shared, entryPoints: ['src-main/preload.ts'], format: 'cjs', outExtension: { '.js': '.cjs' } })

  const built = readdirSync(outdir)
  const isEntry = (/** @type {string} */ name) => !/-[0-9A-Z]{8}\.mjs$/.test(name)
  for (const name of built.sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))) {
    renameSync(join(outdir, name), join(dist, name))
  }
  await setTimeout(startingMs)
  removeFormerChunks(dist, built, began)
}

/** @param {string} outDir */
async function buildRenderer(outDir) {
  const { build } = await import('vite')
  const former = join(dist, `.renderer-former-${process.pid}`)
  await build({
    root: join(root, 'src-renderer'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir },
  })
  if (statSync(join(dist, 'renderer'), { throwIfNoEntry: false })) renameSync(join(dist, 'renderer'), former)
  renameSync(outDir, join(dist, 'renderer'))
  rmSync(former, { recursive: true, force: true })
}

/**
 * Builds what is stale, in a process of its own whose output goes to standard error, so that the caller's
 * standard output stays its own.
 * @param {readonly Target[]} wanted
 */
export function ensureBuilt(wanted) {
  const stale = wanted.filter(isStale)
  if (stale.length === 0) return
  const script = fileURLToPath(import.meta.url)
  const { status } = spawnSync(process.execPath, [script, ...stale], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    process.stderr.write('error[build-failed]: the build failed, see above\n')
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled(root)
  mkdirSync(dist, { recursive: true })
  const named = process.argv.slice(2)
  for (const target of /** @type {Target[]} */ (named.length > 0 ? named : Object.keys(targets))) {
    process.stderr.write(`Building ${target}...\n`)
    // Taken before the build: a source that changes meanwhile makes the result stale again.
    const print = fingerprint(root, targets[target].sources)
    const temporary = join(dist, `.${target}-${process.pid}`)
    try {
      await targets[target].build(temporary)
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
    writeFileSync(stampOf(target), print)
  }
}
