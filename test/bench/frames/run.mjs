/**
 * Measures frames of the scene in Chromium: `npm run bench:frames`. What is drawn, and what is timed, is in `page.ts`.
 * `--chromium PATH` names a browser; without it `/usr/bin/chromium` is taken, else that of the page tests.
 * `--pictures FOLDER` keeps what is drawn, to be looked at.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const sizes = [64, 128, 256]
const repeats = 15
const folder = import.meta.dirname
const { values } = parseArgs({ options: { chromium: { type: 'string' }, pictures: { type: 'string' } } })

async function browserPath() {
  const named = values.chromium ?? '/usr/bin/chromium'
  return existsSync(named) ? named : (await import('@sparticuz/chromium')).default.executablePath()
}

const place = mkdtempSync(join(tmpdir(), 'fieldsmith-frames-'))
try {
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    plugins: [svelte()],
    build: {
      lib: { entry: join(folder, 'page.ts'), formats: ['iife'], name: 'page', fileName: () => 'page.js' },
      outDir: place,
      emptyOutDir: true,
      chunkSizeWarningLimit: 2000,
    },
  })
  writeFileSync(join(place, 'page.html'), '<!doctype html><body style="margin: 0"><script src="page.js"></script>')
  const browser = await chromium.launch({
    executablePath: await browserPath(),
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('pageerror', (error) => console.error(error.message))
  await page.goto(`file://${join(place, 'page.html')}`)
  const rows = []
  for (const size of sizes) {
    const measured = await page.evaluate(
      ([n, count]) => /** @type {any} */ (globalThis).bench.measure(n, count),
      [size, repeats],
    )
    const atRest = await page.evaluate(() => /** @type {any} */ (globalThis).bench.framesAtRest())
    const rounded = Object.entries(measured).map(([name, ms]) => [
      name,
      ms === undefined ? null : Number(ms.toFixed(2)),
    ])
    rows.push({ size, triangles: 2 * size * size, ...Object.fromEntries(rounded), atRest })
  }
  const pictures = { surface: {}, map: { flat: true }, gap: { gap: true, plain: true, map: 'tide' } }
  const kept = values.pictures
  for (const [name, options] of kept === undefined ? [] : Object.entries(pictures)) {
    await page.evaluate((shown) => /** @type {any} */ (globalThis).bench.show(64, 0.1, shown), options)
    await page.waitForTimeout(1000)
    await page.screenshot({ path: join(kept ?? '', `${name}.png`) })
  }
  const machine = {
    graphics: await page.evaluate(() => /** @type {any} */ (globalThis).bench.graphics()),
    processor: cpus()[0]?.model,
  }
  await browser.close()

  console.log(`${machine.graphics}; ${machine.processor}; 1280 x 800, milliseconds, median of ${repeats}`)
  console.table(
    rows.map(({ size, field, rebuild, update, draw, whole, gpu, atRest }) => ({
      size,
      'new field': field,
      'the same by rebuilding': rebuild,
      ratio: Number((rebuild / field).toFixed(1)),
      'with isolines and hatches': update,
      'frame, main thread': draw,
      'frame, until drawn': whole,
      'frame, graphics card': gpu ?? 'not told',
      'frames at rest': atRest,
    })),
  )
  const document = { date: new Date().toISOString().slice(0, 10), machine, view: [1280, 800], repeats, rows }
  writeFileSync(join(folder, '../results/frames.json'), `${JSON.stringify(document, null, 2)}\n`)
  const unrest = rows.filter(({ atRest }) => atRest !== 0)
  if (unrest.length > 0) {
    console.error('error: frames were drawn while nothing changed')
    process.exitCode = 1
  }
} finally {
  rmSync(place, { recursive: true, force: true })
}
