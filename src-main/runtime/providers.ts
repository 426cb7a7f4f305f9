import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Failure } from '../field/failure'
import { GraphBuilder } from '../graph/builder'
import { conv, matMul, reshape, sigmoid } from '../graph/operators'
import { serialise } from '../graph/serialise'
import { float32Tensor } from '../graph/types'
import { float32, Session } from './session'

/** What became of one of ONNX Runtime's providers on this machine. */
export interface ProviderReport {
  readonly name: string
  readonly state: 'selected' | 'available' | 'refused'
  /** What the probe measured, or why the provider cannot be used. */
  readonly reason: string
}

/** Providers that this package may hold for each platform, most capable first; `cpu` is always the last. */
const candidates: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['cuda', 'webgpu', 'cpu'],
  win32: ['dml', 'webgpu', 'cpu'],
  darwin: ['coreml', 'webgpu', 'cpu'],
}

/** Largest difference from the CPU's result that still counts as right, relative. */
const tolerance = 1e-3
const probeTimeoutMs = 20_000

/** A tiny network with every kind of kernel that matters: convolution, matrix product, activation. */
function probeModel(): Uint8Array {
  const graph = new GraphBuilder('probe')
  const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i))
  const x = graph.input('x', 'float32', [1, 2, 8, 8])
  const filtered = conv(x, graph.constant(float32Tensor(ramp(36), [2, 2, 3, 3])))
  const mixed = matMul(reshape(filtered, [2, 64]), graph.constant(float32Tensor(ramp(256), [64, 4])))
  graph.output('y', sigmoid(mixed))
  return serialise(graph.finish())
}

async function runProbe(provider: string): Promise<Float32Array> {
  const session = await Session.load(probeModel(), { provider, threads: 1 })
  const x = Float32Array.from({ length: 128 }, (_, i) => Math.cos(0.3 * i))
  const { y } = await session.run({ x: float32(x, [1, 2, 8, 8]) })
  await session.release()
  return y!
}

/** Runs the tiny model on a provider in this process and compares it with the CPU; throws with the reason if it fails. */
export async function probeProvider(provider: string): Promise<string> {
  const expected = await runProbe('cpu')
  const started = performance.now()
  const result = await runProbe(provider)
  const elapsedMs = performance.now() - started
  const error = Math.max(...result.map((value, i) => Math.abs(value - expected[i]!)))
  if (!(error <= tolerance)) throw new Error(`its result differs from the CPU's by ${error.toPrecision(2)}`)
  return `probe right to ${error.toPrecision(1)} in ${elapsedMs.toFixed(0)} ms`
}

/**
 * Probes a provider in a process of its own: drivers that are missing or broken may end the process that asks for them.
 * `entry` is a script that calls {@link probeProvider} with its first argument and prints the outcome.
 */
async function probeApart(provider: string, entry: string): Promise<{ ok: boolean; reason: string }> {
  const child = spawn(process.execPath, [entry, provider], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: probeTimeoutMs,
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('error', () => resolve([null, 'no process']))
    child.on('close', (exit, cause) => resolve([exit, cause]))
  })
  const reason = printed.trim().replaceAll(/\s+/g, ' ')
  if (code === 0) return { ok: true, reason }
  return { ok: false, reason: reason || `the probe ended with ${signal ?? `exit code ${code}`}` }
}

/** Outcome of a provider's probe: what it measured, or why the provider cannot be used. */
export interface ProbedProvider {
  readonly name: string
  readonly usable: boolean
  readonly reason: string
}

let cached: Promise<readonly ProbedProvider[]> | undefined

/**
 * Probes every provider of this platform, most capable first, once per process; `again` asks anew, for what was
 * installed meanwhile.
 */
export function probedProviders(again = false): Promise<readonly ProbedProvider[]> {
  if (again) cached = undefined
  cached ??= probeAll(candidates[process.platform] ?? ['cpu'])
  return cached
}

async function probeAll(names: readonly string[]): Promise<readonly ProbedProvider[]> {
  const entry = fileURLToPath(new URL('./provider-probe.mjs', import.meta.url))
  return Promise.all(
    names.map(async (name) => {
      if (name === 'cpu') return { name, usable: true, reason: 'always there' }
      if (!existsSync(entry)) return { name, usable: false, reason: notBuilt }
      const { ok, reason } = await probeApart(name, entry)
      return { name, usable: ok, reason }
    }),
  )
}

/** Reason of every provider whose probe was not built. */
export const notBuilt = 'the probe is not built'

/** The provider that `FIELDSMITH_PROVIDER` asks for. */
export const environmentProvider = (): string | undefined => process.env['FIELDSMITH_PROVIDER'] || undefined

/**
 * Selects the provider that is `wanted`, or the first that gives right answers.
 *
 * @throws Failure `provider-refused`, naming `where` it was asked for
 */
export function selectProvider(
  probed: readonly ProbedProvider[],
  wanted?: string,
  where?: string,
): readonly ProviderReport[] {
  const usable = probed.filter((one) => one.usable).map(({ name }) => name)
  const selected = wanted ?? usable[0]!
  if (!usable.includes(selected)) {
    const refused = probed.find(({ name }) => name === selected)
    throw new Failure({
      code: 'provider-refused',
      kind: 'usage',
      what: 'the provider asked for cannot be used',
      ...(where !== undefined && { where }),
      expected: usable.join(' or '),
      received: refused ? `${selected}: ${refused.reason}` : selected,
    })
  }
  return probed.map(({ name, usable: ok, reason }) => ({
    name,
    state: name === selected ? 'selected' : ok ? 'available' : 'refused',
    reason,
  }))
}
