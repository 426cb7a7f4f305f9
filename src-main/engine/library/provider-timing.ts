/** How fast a model runs on every provider of this machine, and how near the results are to the CPU's. */
import type { Measurement, ProviderTiming } from '../../contract/calls'
import { contractErrorOf } from '../../contract/errors'
import type { CallContext } from '../../contract/server'
import { rootMeanSquare } from '../../field/norms'
import type { ModelPackage } from '../../library/package'
import { providersInUse } from '../../library/provider-in-use'
import { quantile } from '../../numerics/quantiles'
import { limits } from '../../runtime/limits'
import type { ProviderReport } from '../../runtime/providers'
import { Session } from '../../runtime/session'
import { networkOf, runTrial, trialFeeds } from './trial'
import { breathe } from './verification'

/** Runs that count, and those before them that only warm up. */
const plan = [
  { batch: 1, warmUps: 3, runs: 25 },
  { batch: 8, warmUps: 1, runs: 19 },
] as const

/** Samples that loading takes as long as, about. */
const loadShare = 8
const shareOfProvider = plan.reduce((sum, { batch, warmUps, runs }) => sum + batch * (warmUps + runs), loadShare)

/** Times `model` on each provider that can be used, the CPU first, one run between two turns of the event loop. */
export async function measureProviders(model: ModelPackage, context: CallContext): Promise<Measurement> {
  const { providers } = await providersInUse()
  const usable = providers.filter(({ state }) => state !== 'refused')
  const meter = progressMeter(usable.length * shareOfProvider, context)
  let reference: Float32Array | undefined
  const timed: ProviderTiming[] = []
  for (const { name } of usable.toSorted((a, b) => Number(b.name === 'cpu') - Number(a.name === 'cpu'))) {
    try {
      const { timing, result } = await timeProvider(model, name, meter)
      reference ??= result
      timed.push({ ...timing, maxDifference: largestDifference(result, reference) })
    } catch (error) {
      context.signal.throwIfAborted()
      timed.push(unmeasured(name, 'failed', contractErrorOf(error).message))
    }
  }
  const inOrder = ({ name, state, reason }: ProviderReport): ProviderTiming =>
    timed.find(({ provider }) => provider === name) ??
    unmeasured(name, state === 'refused' ? 'refused' : 'failed', reason)
  return {
    model: model.manifest.id,
    threads: limits.threads,
    measuredAt: new Date().toISOString(),
    providers: providers.map(inOrder),
  }
}

async function timeProvider(
  model: ModelPackage,
  provider: string,
  meter: Meter,
): Promise<{ timing: ProviderTiming; result: Float32Array }> {
  const residentBefore = process.memoryUsage.rss()
  await meter.advance(0)
  const started = performance.now()
  const session = await Session.load(networkOf(model), { provider })
  const loadMs = performance.now() - started
  await meter.advance(loadShare)
  try {
    const batches: ProviderTiming['batches'] = []
    let result = new Float32Array()
    for (const { batch, warmUps, runs } of plan) {
      const feeds = trialFeeds(model, batch)
      const times: number[] = []
      for (let run = 0; run < warmUps + runs; run += 1) {
        const before = performance.now()
        result = (await runTrial(session, model, feeds)) as Float32Array<ArrayBuffer>
        if (run >= warmUps) times.push(performance.now() - before)
        await meter.advance(batch)
      }
      times.sort((a, b) => a - b)
      batches.push({ batch, runs, medianMs: quantile(times, 0.5), p95Ms: quantile(times, 0.95) })
    }
    const memoryBytes = Math.max(0, process.memoryUsage.rss() - residentBefore)
    const timing = {
      provider,
      state: 'measured',
      reason: null,
      loadMs,
      batches,
      memoryBytes,
      maxDifference: null,
    } as const
    return { timing, result }
  } finally {
    await session.release()
  }
}

interface Meter {
  /** So much more is done; others get a turn, and a cancelled measurement ends. */
  advance(share: number): Promise<void>
}

function progressMeter(total: number, { progress, signal }: CallContext): Meter {
  const started = performance.now()
  let done = 0
  return {
    async advance(share) {
      done += share
      const elapsed = (performance.now() - started) / 1000
      progress({
        stage: 'Measuring the providers',
        fraction: Math.min(1, done / total),
        ...(done > 0 && { etaSeconds: (elapsed * (total - done)) / done }),
      })
      await breathe(signal)
    },
  }
}

function unmeasured(provider: string, state: 'failed' | 'refused', reason: string): ProviderTiming {
  return { provider, state, reason, loadMs: null, batches: [], memoryBytes: null, maxDifference: null }
}

/** max |x - r| / rms(r) */
function largestDifference(result: Float32Array, reference: Float32Array): number {
  const largest = result.reduce((most, value, i) => Math.max(most, Math.abs(value - reference[i]!)), 0)
  return largest / rootMeanSquare(reference)
}
