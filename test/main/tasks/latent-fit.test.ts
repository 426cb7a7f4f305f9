import { describe, expect, it } from 'vitest'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { conditionOn } from '../../../src-main/tasks/conditioning'
import type { EnsembleTargets } from '../../../src-main/tasks/linear-posterior'
import { fitLatents, generatedMisfit, type FitContext } from '../../../src-main/tasks/latent-fit'
import type { LatentMap, Student } from '../../../src-main/tasks/student'

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

function contextOf(prior: Float32Array, signal?: AbortSignal): FitContext {
  const student = { problem: darcy, size, width, generator: identity } as unknown as Student
  return {
    student,
    parameters,
    condition: new Float32Array(2),
    members: prior.length / width,
    prior,
    ...(signal && { signal }),
  }
}

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

describe('the misfit of the generated fields', () => {
  it('has the gradient that central differences give', () => {
    const state = truth.map((value, i) => value + 0.2 * Math.sin(i))
    const misfit = generatedMisfit(contextOf(state), targetsAt(['a', 'u'], 30))
    const { cotangents } = misfit(state)
    const direction = Float32Array.from({ length: width }, (_, i) => Math.cos(1.3 * i))
    const h = 2e-3
    const at = (t: number): number => misfit(state.map((value, i) => value + t * direction[i]!)).values[0]!
    const numerical = (at(h) - at(-h)) / (2 * h)
    const analytic = cotangents.reduce((sum, g, i) => sum + g * direction[i]!, 0)
    expect(Math.abs(analytic - numerical)).toBeLessThan(2e-3 * Math.abs(numerical))
  })
})

describe('fitting latents', () => {
  it('brings the misfit of noise-free observations near the noise level', async () => {
    const targets = targetsAt(['u'], 40)
    const prior = truth.slice()
    const context = contextOf(prior)
    const before = generatedMisfit(context, targets)(prior).values[0]!
    const fitted = await fitLatents(context, generatedMisfit(context, targets), prior, { iterations: 40 })
    const after = generatedMisfit(context, targets)(fitted).values[0]!
    expect(before).toBeGreaterThan(100)
    expect(after).toBeLessThan(0.05 * before)
  })

  it('ends with the code cancelled when its signal is aborted', async () => {
    const abort = new AbortController()
    abort.abort()
    const context = contextOf(truth.slice(), abort.signal)
    const targets = targetsAt(['u'], 5)
    const fit = fitLatents(context, generatedMisfit(context, targets), truth, { iterations: 5 })
    await expect(fit).rejects.toMatchObject({ detail: { code: 'cancelled', kind: 'cancelled' } })
  })
})
