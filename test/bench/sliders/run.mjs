/**
 * Measures how long a moved slider takes to its picture, in the served app in Chromium: `npm run bench:sliders`. The clock
 * runs in the page from the input event to the end of the first frame that shows the answer's field; the engine runs on the
 * CPU provider. `--chromium PATH` names a browser, as in `bench:frames`; `--save` keeps the figures.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { ensureBuilt } from '../../../src-main/launch/build.mjs'

const moves = 40
const warmUp = 5
const folder = import.meta.dirname
const root = join(folder, '../../..')
const { values } = parseArgs({ options: { chromium: { type: 'string' }, save: { type: 'boolean' } } })

async function browserPath() {
  const named = values.chromium ?? '/usr/bin/chromium'
  return existsSync(named) ? named : (await import('@sparticuz/chromium')).default.executablePath()
}

/** The link of a server on the CPU provider, in a home of its own. */
async function serve(/** @type {string} */ home) {
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ welcomed: true }))
  const server = spawn(process.execPath, [join(root, 'dist/cli.mjs'), 'serve', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FIELDSMITH_HOME: home, FIELDSMITH_PROVIDER: 'cpu' },
  })
  let output = ''
  for await (const chunk of server.stdout) {
    output += chunk
    if (output.trimEnd().endsWith('}')) break
  }
  return { server, url: /** @type {string} */ (JSON.parse(output).url) }
}

/** In the page: milliseconds from each of several moves of the first slider to its picture. */
async function timeMoves(/** @type {number} */ count) {
  const stage = /** @type {HTMLElement} */ (document.querySelector('[data-stale]'))
  const slider = /** @type {HTMLInputElement} */ (document.querySelector('.parameter input[type=range]'))
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  /** The stage was stale, and is fresh again. */
  const answered = () =>
    new Promise((resolve) => {
      let stale = false
      const watcher = new MutationObserver(() => {
        if (stage.dataset['stale'] === 'true') stale = true
        else if (stale) {
          watcher.disconnect()
          resolve(undefined)
        }
      })
      watcher.observe(stage, { attributes: true, attributeFilter: ['data-stale'] })
    })
  const times = []
  for (let move = 0; move < count; move += 1) {
    const started = performance.now()
    const answer = answered()
    slider.value = String(0.2 + (0.6 * ((move * 7) % count)) / count)
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    await answer
    // The scene draws in the next frame; the one after it begins when that is done.
    await frame()
    await frame()
    times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return times
}

const quantile = (/** @type {number[]} */ sorted, /** @type {number} */ share) =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN)

ensureBuilt(['main', 'renderer'])
const home = mkdtempSync(join(tmpdir(), 'fieldsmith-sliders-'))
const load = loadavg()[0]?.toFixed(2)
const { server, url } = await serve(home)
try {
  const browser = await chromium.launch({
    executablePath: await browserPath(),
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  const chooser = page.getByRole('combobox', { name: 'Problem' })
  await chooser.waitFor()
  const rows = []
  for (const problem of await chooser
    .locator('option')
    .evaluateAll((all) => all.map((one) => one.getAttribute('value') ?? ''))) {
    await chooser.selectOption(problem)
    await page.locator('[data-stale="false"] canvas').first().waitFor()
    await page.evaluate(timeMoves, warmUp)
    const sorted = (await page.evaluate(timeMoves, moves)).toSorted((a, b) => a - b)
    rows.push({ problem, median: quantile(sorted, 0.5), ninetieth: quantile(sorted, 0.9), worst: quantile(sorted, 1) })
  }
  await browser.close()
  const processor = `${cpus()[0]?.model}, ${cpus().length} threads`
  console.log(`${processor}, load ${load} before; 64 x 64, one step; ${moves} moves each, milliseconds`)
  console.table(rows)
  if (values.save) {
    const document = { date: new Date().toISOString().slice(0, 10), processor, load, moves, rows }
    writeFileSync(join(folder, '../results/sliders.json'), `${JSON.stringify(document, null, 2)}\n`)
  }
} finally {
  server.kill('SIGINT')
  await new Promise((resolve) => server.once('exit', resolve))
  rmSync(home, { recursive: true, force: true, maxRetries: 10 })
}
