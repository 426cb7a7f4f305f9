/** Saved results: `test/bench/results/<suite>.json` and the tables of BENCHMARKS.md in the checkout. */
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../field/failure'
import { checkFileWritable, writeFileAtomic } from '../formats/atomic'
import type { Benchmark } from './document'
import { pageSection } from './page'
import type { SuiteName } from './suite'

export interface ResultFiles {
  readonly json: string
  readonly page: string
}

/**
 * Where the results of a suite are kept, after making sure that they can be written: before a long run, not after it.
 *
 * @throws Failure `no-checkout`, `output-not-writable`
 */
export async function resultFiles(suite: SuiteName, root = checkoutRoot()): Promise<ResultFiles> {
  const folder = join(root, 'test/bench/results')
  await mkdir(folder, { recursive: true })
  const files = { json: join(folder, `${suite}.json`), page: join(root, 'BENCHMARKS.md') }
  await checkFileWritable(files.json)
  await checkFileWritable(files.page)
  // Throws here rather than after the run if the page has no place for the table.
  replaceTable(await readFile(files.page, 'utf8'), suite, [])
  return files
}

export async function saveResults({ json, page }: ResultFiles, benchmark: Benchmark): Promise<void> {
  const encode = (text: string) => new TextEncoder().encode(text)
  await writeFileAtomic(json, encode(`${JSON.stringify(benchmark, null, 2)}\n`))
  const lines = pageSection(benchmark)
  await writeFileAtomic(page, encode(replaceTable(await readFile(page, 'utf8'), benchmark.suite, lines)))
}

/**
 * Puts `lines` between the markers of a suite in a Markdown page.
 *
 * @throws Failure `benchmark-page` if the markers are not there, once each and in order
 */
export function replaceTable(page: string, suite: SuiteName, lines: readonly string[]): string {
  const [before, rest, ...more] = page.split(marker('begin', suite))
  const [, after, ...evenMore] = rest?.split(marker('end', suite)) ?? []
  if (after === undefined || more.length > 0 || evenMore.length > 0) {
    throw new Failure({
      code: 'benchmark-page',
      kind: 'usage',
      what: 'the page of results has no place for the table',
      where: 'BENCHMARKS.md',
      expected: `${marker('begin', suite)} and ${marker('end', suite)}, once each`,
    })
  }
  return [
    before,
    marker('begin', suite),
    '\n\n',
    ...lines.map((line) => `${line}\n`),
    '\n',
    marker('end', suite),
    after,
  ].join('')
}

function marker(place: 'begin' | 'end', suite: SuiteName): string {
  return `<!-- ${place} ${suite} -->`
}

/**
 * The checkout that this runs from.
 *
 * @throws Failure `no-checkout`
 */
export function checkoutRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  if (existsSync(join(folder, 'BENCHMARKS.md'))) return folder
  throw new Failure({
    code: 'no-checkout',
    kind: 'usage',
    what: 'this does not run from a checkout, which holds the results and the peers',
    expected: 'a checkout with BENCHMARKS.md',
    received: folder,
  })
}
