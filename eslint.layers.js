/**
 * Who may import whom (HOUSE.md), as one table from which the lint rules are generated.
 *
 * Arrows run downwards only: a room may import every room of a later row. `sideways` lists the few arrows within
 * a row that are also allowed; together they have no cycle (test/main/launch/layers.test.ts).
 */
export const rows = [
  ['commands'],
  ['shell', 'loopback', 'benchmark'],
  ['engine', 'page'],
  ['tasks', 'distillation', 'report', 'library', 'formats'],
  ['diffusion', 'networks', 'pointwise', 'problems'],
  ['numerics', 'graph', 'runtime'],
  ['contract'],
  ['field'],
]

/** @type {Record<string, readonly string[]>} */
export const sideways = {
  tasks: ['library', 'report'],
  distillation: ['library', 'formats', 'report', 'tasks'],
  report: ['formats'],
  library: ['formats'],
  networks: ['diffusion'],
  pointwise: ['problems'],
  runtime: ['graph'],
}

/** Rooms that only the upper rows may see although they stand low: numerics know nothing of the contract. */
export const contractReaders = [
  'commands',
  'shell',
  'loopback',
  'engine',
  'benchmark',
  'tasks',
  'distillation',
  'report',
  'library',
  'formats',
]

/** Rooms that run in the browser as well, and so use nothing of Node. */
export const pureRooms = ['contract', 'field']

/**
 * @typedef {{ regex: string, message: string, allowTypeImports?: boolean }} Restriction a forbidden import
 * @typedef {{ pattern: string, owners: readonly string[], why: string }} PackageOwner
 */

/**
 * Packages that only these places of src-main may import.
 * @type {readonly PackageOwner[]}
 */
export const packageOwners = [
  {
    pattern: '^electron(/|$)',
    owners: ['shell', 'main.ts', 'preload.ts'],
    why: 'only shell/ and the Electron entries know Electron',
  },
  { pattern: '^onnxruntime', owners: ['runtime'], why: 'only runtime/ knows ONNX Runtime' },
  { pattern: '^@bufbuild/', owners: ['graph'], why: 'only graph/ knows protobuf' },
  { pattern: '(^|/)onnx_pb$', owners: ['graph'], why: 'only graph/ knows protobuf' },
  { pattern: '^ws$', owners: ['loopback'], why: 'only loopback/ knows WebSocket servers' },
  { pattern: '^(svelte|three)(/|$)', owners: [], why: 'only src-renderer draws' },
]

export const rooms = rows.flat()

/**
 * Rooms that `room` may import, itself included.
 * @param {string} room
 */
export function allowedRooms(room) {
  const row = rows.findIndex((names) => names.includes(room))
  const below = rows.slice(row + 1).flat()
  const visible = below.filter((name) => name !== 'contract' || contractReaders.includes(room))
  return [room, ...(sideways[room] ?? []), ...visible]
}

/**
 * What each entry (`src-main/*.ts`) wires together; numerics are reached through engine/ and commands/ alone.
 * @type {Record<string, readonly string[]>}
 */
export const entries = {
  'main.ts': ['shell', 'engine', 'page'],
  'preload.ts': ['contract'],
  'serve.ts': ['commands'],
  'cli.ts': ['commands'],
  'engine-process.ts': ['engine'],
  'engine-watchdog.ts': ['engine'],
  'training-process.ts': ['engine'],
  'dataset-worker.ts': ['problems'],
  'provider-probe.ts': ['runtime'],
}

/**
 * @param {string} regex
 * @param {string} message
 * @returns {Restriction}
 */
function restriction(regex, message, typesAllowed = false) {
  return { regex, message, ...(typesAllowed ? { allowTypeImports: true } : {}) }
}

/** @param {string} place */
function forbiddenPackages(place) {
  return packageOwners
    .filter(({ owners }) => !owners.includes(place))
    .map(({ pattern, why }) => restriction(pattern, `${why}.`))
}

/**
 * @param {string} prefix
 * @param {string} place
 * @param {readonly string[]} allowed
 */
function forbiddenRooms(prefix, place, allowed) {
  const names = rooms.filter((name) => !allowed.includes(name))
  return names.map((name) =>
    restriction(`^${prefix}(?:src-main/)?${name}(?:/|$)`, `${place} may not import ${name}/ (eslint.layers.js).`),
  )
}

const outward = [
  restriction('^(?:\\.\\.?/)+src-renderer(?:/|$)', 'src-main may not import src-renderer.'),
  restriction('^(?:\\.\\.?/)+test(?:/|$)', 'The product may not import its tests.'),
]

const noNode = restriction('^node:', 'This code also runs in the browser and may use nothing of Node.')

/**
 * Static and re-exporting imports are seen by no-restricted-imports; `import()` needs the same patterns as
 * selectors of no-restricted-syntax.
 * @param {readonly Restriction[]} patterns
 * @returns {import('eslint').Linter.RulesRecord}
 */
function rulesFor(patterns) {
  const dynamic = patterns.map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
    message,
  }))
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
    'no-restricted-syntax': ['error', ...dynamic],
  }
}

/**
 * One flat-config block per room, for the entries, and for the renderer.
 * @returns {import('eslint').Linter.Config[]}
 */
export function layerConfigs() {
  const entryNames = Object.keys(entries)
    .map((entry) => entry.replace('.ts', ''))
    .join('|')
  const roomBlocks = rooms.map((room) => ({
    name: `layers/${room}`,
    files: [`src-main/${room}/**/*.ts`],
    rules: rulesFor([
      ...forbiddenRooms('(?:\\.\\./)+', `${room}/`, allowedRooms(room)),
      restriction(`^(?:\\.\\./)+(?:${entryNames})$`, 'Rooms may not import entries.'),
      ...forbiddenPackages(room),
      ...(pureRooms.includes(room) ? [noNode] : []),
      ...outward,
    ]),
  }))
  const entryBlocks = Object.entries(entries).map(([entry, allowed]) => ({
    name: `layers/${entry}`,
    files: [`src-main/${entry}`],
    rules: rulesFor([...forbiddenRooms('\\./', entry, allowed), ...forbiddenPackages(entry), ...outward]),
  }))
  const renderer = {
    name: 'layers/src-renderer',
    files: ['src-renderer/**/*.ts', 'src-renderer/**/*.svelte'],
    rules: rulesFor([
      restriction(
        '^(?:\\.\\.?/)+src-main/(?!contract/|field/)',
        'src-renderer may import only contract/ and the types of field/ from src-main.',
      ),
      restriction('^(?:\\.\\./)+src-main/field/', 'src-renderer may import only the types of field/.', true),
      noNode,
      restriction(
        '^(?:electron|onnxruntime[^/]*|ws|@bufbuild/.*)(?:/|$)',
        'The interface reaches the engine through the contract alone.',
      ),
      restriction('^(?:\\.\\.?/)+test(?:/|$)', 'The product may not import its tests.'),
    ]),
  }
  return [...roomBlocks, ...entryBlocks, renderer]
}
