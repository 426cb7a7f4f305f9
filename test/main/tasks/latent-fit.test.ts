import { describe, expect, it } from 'vitest'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { conditionOn } from '../../../src-main/tasks/conditioning'
import { evaluated, gradientAt, isExplained, type FitContext } from '../../../src-main/tasks/latent-fit'
import { fitLatents } from '../../../src-main/tasks/latent-posterior'
import { LinearPosterior, type EnsembleTargets } from '../../../src-main/tasks/linear-posterior'
import type { LatentMap } from '../../../src-main/tasks/student'

const size = 32
const cells = size * size
const width = 2 * cells
const parameters = defaultParameters(darcy)
const sample = darcy.sample(size, parameters, new RandomStream(3, 'latent-fit'))
const truth = darcy.normalise(parameters, sample.fields)

/** A generator that is the identity: latents are states, so gradients of misfits can be checked alone. */
const identity: LatentMap = {
  states: async (latents) => latents.slice(),
  pullback: async (_latents, _condition, cotangents) => cotangents.slice(),
}

function contextOf(prior: Float32Array, channels: readonly EnsembleTargets[], signal?: AbortSignal): FitContext {
  return {
    student: { size, width },
    map: identity,
    condition: new Float32Array(2),
    members: prior.length / width,
    prior,
    channels,
    ...(signal && { signal }),
  }
}

/** The posterior of the same identity. */
const linearFor = ({ condition, members, channels }: FitContext): Promise<LinearPosterior> =>
  LinearPosterior.of({ map: identity, condition, latents: width, pixels: cells }, members, channels)

function targetsAt(keys: readonly string[], count: number): EnsembleTargets[] {
  const random = new RandomStream(8, 'points')
  const total = keys.length * count
  const draw = (): Float64Array => Float64Array.from({ length: total }, () => random.uniform())
  const observations: Observations = {
    fields: keys,
    field: Uint8Array.from({ length: total }, (_, i) => Math.floor(i / count)),
    x: draw(),
    y: draw(),
    value: Float64Array.from({ length: total }, (_, i) => (keys[Math.floor(i / count)] === 'a' ? 6 : 0.004)),
    sigma: Float64Array.from({ length: total }, (_, i) => (keys[Math.floor(i / count)] === 'a' ? 0.5 : 4e-4)),
    line: new Uint32Array(total),
  }
  return conditionOn(darcy, darcy.grid(size), parameters, observations, observations.sigma).map((observed) => ({
    observed,
    sigma: observed.sigma,
    targets: [observed.values],
  }))
}

describe('the objective of a fit', () => {
  it('has the gradient that central differences give', async () => {
    const state = truth.map((value, i) => value + 0.2 * Math.sin(i))
    const prior = truth.slice()
    const context = contextOf(prior, targetsAt(['a', 'u'], 30))
    const gradient = await gradientAt(context, await evaluated(context, state))
    const direction = Float32Array.from({ length: width }, (_, i) => Math.cos(1.3 * i))
    const h = 2e-3
    const at = async (t: number): Promise<number> =>
      (
        await evaluated(
          context,
          state.map((value, i) => value + t * direction[i]!),
        )
      ).objective[0]!
    const numerical = ((await at(h)) - (await at(-h))) / (2 * h)
    const analytic = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0)
    expect(Math.abs(analytic - numerical)).toBeLessThan(2e-3 * Math.abs(numerical))
  })

  it('counts noise of the stated size as explained, and twice that as not', async () => {
    const channels = targetsAt(['u'], 40)
    const [entry] = channels
    const exact = contextOf(truth.slice(), [
      { ...entry!, targets: [entry!.observed.predict(truth.subarray(cells)).map((y, i) => y + entry!.sigma[i]!)] },
    ])
    expect(isExplained(await evaluated(exact, truth))).toBe(true)
    const halved = contextOf(truth.slice(), [{ ...exact.channels[0]!, sigma: entry!.sigma.map((s) => s / 2) }])
    expect(isExplained(await evaluated(halved, truth))).toBe(false)
  })
})

describe('fitting latents', () => {
  it('brings the misfit of noise-free observations to the noise level at once where the map is linear', async () => {
    const context = contextOf(truth.slice(), targetsAt(['u'], 40))
    const before = await evaluated(context, truth)
    const after = await fitLatents(context, await linearFor(context), { chordRuns: 1, descentRuns: 0 })
    expect(before.misfit[0]).toBeGreaterThan(5)
    expect(after.misfit[0]).toBeLessThan(1)
  })

  it('goes on where the chord has not explained the observations, and never returns worse than it found', async () => {
    const context = contextOf(truth.slice(), targetsAt(['u'], 40))
    // A posterior of a hundred times the noise hardly moves the members.
    const timid = await linearFor({
      ...context,
      channels: context.channels.map((entry) => ({ ...entry, sigma: entry.sigma.map((s) => 100 * s) })),
    })
    const chord = await fitLatents(context, timid, { chordRuns: 3, descentRuns: 0 })
    const descended = await fitLatents(context, timid, { chordRuns: 3, descentRuns: 30 })
    expect(isExplained(chord)).toBe(false)
    expect(descended.objective[0]).toBeLessThan(0.5 * chord.objective[0]!)
  })

  it('ends with the code cancelled when its signal is aborted', async () => {
    const abort = new AbortController()
    abort.abort()
    const context = contextOf(truth.slice(), targetsAt(['u'], 5), abort.signal)
    const fit = fitLatents(context, await linearFor(context), { chordRuns: 2, descentRuns: 0 })
    await expect(fit).rejects.toMatchObject({ detail: { code: 'cancelled', kind: 'cancelled' } })
  })
})
