import { beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Workbench } from '../../../src-renderer/stores/workbench.svelte'
import {
  description,
  EngineDouble,
  nativePreview,
  observationsRead,
  problem,
  sampleOf,
  settle,
  solutionOf,
} from '../engine-double'

let double: EngineDouble
let bench: Workbench

beforeEach(() => {
  double = new EngineDouble()
  bench = new Workbench(new Engine(double), problem, true)
})

async function readFile(name = 'a.csv'): Promise<void> {
  const done = bench.openObservations([{ name, load: async () => new Uint8Array([1, 2, 3]) }])
  await settle()
  await double.readFile()
  await done
}

async function solve(): Promise<void> {
  const done = bench.reconstruct()
  const call = double.waiting('solve')
  await call.answer(solutionOf(call.request))
  await done
}

describe('the number of steps', () => {
  async function describeModel(changes: object): Promise<void> {
    const described = bench.engine.describe()
    const models = description.models.map((model) => ({ ...model, ...changes }))
    await double.waiting('describe').answer({ ...description, models })
    await described
  }

  it('is asked for as it was chosen', async () => {
    await describeModel({ steps: [1, 2, 4] })
    bench.sampling.setSteps(4)
    expect(double.waiting('generate').request).toMatchObject({ steps: 4 })
    await double.waiting('generate').answer(sampleOf({ problem: 'darcy', parameters: {}, seed: 7 }))
    expect(bench.sampling.result?.steps).toBe(4)
  })

  it('gives way to what the model in use serves, and comes back with a model that serves it', async () => {
    await describeModel({ steps: [1, 2, 4] })
    bench.sampling.setSteps(4)
    await describeModel({ steps: [1, 2] })
    expect(bench.sampling.steps).toBe(2)
    await describeModel({ steps: [1, 2, 4] })
    expect(bench.sampling.steps).toBe(4)
  })

  it('is one where the engine has not said what the model serves', () => {
    expect(bench.sampling.steps).toBe(1)
  })
})

describe('moving a slider', () => {
  it('asks with the same seed and the new value', () => {
    bench.sampling.setParameter('low', 4)
    expect(double.waiting('generate').request).toEqual({
      problem: 'darcy',
      parameters: { low: 4, source: 1 },
      seed: 7,
      steps: 1,
    })
  })

  it('keeps the last good sample, marked stale, until the latest answer is there', async () => {
    const { sampling } = bench
    sampling.request()
    const first = double.waiting('generate')
    await first.answer(sampleOf(first.request))
    expect(sampling.stale).toBe(false)
    const good = sampling.result
    for (const low of [3.1, 3.2, 3.3]) sampling.setParameter('low', low)
    expect(sampling.result).toBe(good)
    expect(sampling.stale).toBe(true)
    const second = double.waiting('generate')
    await second.answer(sampleOf(second.request))
    expect(sampling.stale).toBe(true)
    const third = double.waiting('generate')
    expect(third.request.parameters['low']).toBe(3.3)
    await third.answer(sampleOf(third.request))
    expect(sampling.stale).toBe(false)
    expect(double.count('generate')).toBe(3)
  })

  it('keeps the last good sample when the engine refuses, and recovers with the next answer', async () => {
    const { sampling } = bench
    sampling.request()
    const first = double.waiting('generate')
    await first.answer(sampleOf(first.request))
    const good = sampling.result
    sampling.setParameter('low', 5)
    await double.waiting('generate').fail({ code: 'parameter-range', message: 'low is out of range' })
    expect(sampling.result).toBe(good)
    expect(sampling.stale).toBe(true)
    expect(sampling.error?.code).toBe('parameter-range')
    sampling.setParameter('low', 4)
    const next = double.waiting('generate')
    await next.answer(sampleOf(next.request))
    expect(sampling.error).toBeUndefined()
    expect(sampling.stale).toBe(false)
  })

  it('shows the sample, where its effect is seen', async () => {
    await readFile()
    await solve()
    expect(bench.display.source).toBe('solution')
    bench.sampling.setParameter('low', 4)
    expect(bench.display.source).toBe('sample')
  })

  it('asks for nothing when the value stays', () => {
    bench.sampling.setParameter('low', 3)
    expect(double.made).toEqual([])
  })
})

describe('an observation file', () => {
  it('is read by the engine with its name and bytes', async () => {
    await readFile('wells.csv')
    expect(bench.observations.file).toMatchObject({ fileName: 'wells.csv', count: 2, table: observationsRead.table })
  })

  it('that is refused leaves the good one in place', async () => {
    await readFile('good.csv')
    const done = bench.openObservations([{ name: 'bad.csv', load: async () => new Uint8Array(1) }])
    await settle()
    await double.waiting('previewObservations').answer(nativePreview)
    await double.waiting('readObservations').fail({ message: '1 of 2 points cannot be used', details: ['a', 'b'] })
    await done
    expect(bench.observations.refused).toMatchObject({ fileName: 'bad.csv', error: { details: ['a', 'b'] } })
    expect(bench.observations.file?.fileName).toBe('good.csv')
    await readFile('good.csv')
    expect(bench.observations.refused).toBeUndefined()
  })

  it('that is overtaken by another does not come back', async () => {
    const slow = bench.openObservations([{ name: 'slow.csv', load: async () => new Uint8Array(1) }])
    await settle()
    const slowCall = double.waiting('previewObservations')
    const fast = bench.openObservations([{ name: 'fast.csv', load: async () => new Uint8Array(1) }])
    await settle()
    await (double.held.at(-1)! as unknown as typeof slowCall).answer(nativePreview)
    await double.waiting('readObservations').answer(observationsRead)
    await slowCall.answer(nativePreview)
    await Promise.all([slow, fast])
    expect(double.count('readObservations')).toBe(1)
    expect(bench.observations.file).toMatchObject({ fileName: 'fast.csv', count: 2 })
    expect(bench.observations.reading).toBeUndefined()
  })

  it('that cannot be loaded is refused with the reason', async () => {
    await bench.openObservations([{ name: 'gone.csv', load: () => Promise.reject(new Error('no such file')) }])
    expect(bench.observations.refused?.error.message).toBe('no such file')
    expect(double.made).toEqual([])
  })
})

describe('a reconstruction', () => {
  it('needs a file', async () => {
    expect(bench.reconstruction.possible).toBe(false)
    await bench.reconstruct()
    expect(double.made).toEqual([])
  })

  it('asks with the parameters, the seed and the options, and shows its result', async () => {
    await readFile()
    bench.reconstruction.samples = 3
    bench.reconstruction.refine = false
    bench.reconstruction.noiseLevel = 0.05
    const done = bench.reconstruct()
    const call = double.waiting('solve')
    expect(call.request).toMatchObject({
      problem: 'darcy',
      observationFile: 'a.csv',
      parameters: { low: 3, source: 1 },
      samples: 3,
      seed: 7,
      refine: false,
      steps: 1,
      noise: { kind: 'assumed', level: 0.05 },
    })
    await call.answer(solutionOf(call.request))
    await done
    expect(bench.display.source).toBe('solution')
    expect(bench.display.view?.field.key).toBe('u_mean')
    expect(bench.reconstruction.outdated).toBe(false)
  })

  it('shows how far it is', async () => {
    await readFile()
    void bench.reconstruct()
    double.waiting('solve').progress({ stage: 'Fitting latents', fraction: 0.5, figures: { misfit: 2 } })
    expect(bench.reconstruction.job?.progress).toMatchObject({ stage: 'Fitting latents', fraction: 0.5 })
    expect(bench.reconstruction.possible).toBe(false)
  })

  it('that is cancelled leaves no error and nothing behind', async () => {
    await readFile()
    const done = bench.reconstruct()
    const call = double.waiting('solve')
    bench.reconstruction.cancel()
    expect(call.signal?.aborted).toBe(true)
    expect(bench.reconstruction.job?.cancelling).toBe(true)
    await call.fail({ kind: 'cancelled', code: 'cancelled' })
    await done
    expect(bench.reconstruction.job).toBeUndefined()
    expect(bench.reconstruction.error).toBeUndefined()
    expect(bench.reconstruction.solution).toBeUndefined()
    expect(bench.announcer.message).toBe('Reconstruction cancelled')
  })

  it('that fails keeps the one before', async () => {
    await readFile()
    await solve()
    const former = bench.reconstruction.solution
    const done = bench.reconstruct()
    await double.waiting('solve').fail({ kind: 'solve', message: 'did not converge' })
    await done
    expect(bench.reconstruction.error?.message).toBe('did not converge')
    expect(bench.reconstruction.solution).toBe(former)
  })

  it.each([
    ['a parameter', () => bench.sampling.setParameter('source', 2)],
    ['the seed', () => bench.sampling.setSeed(8)],
    ['the number of samples', () => (bench.reconstruction.samples = 4)],
    ['the refinement', () => (bench.reconstruction.refine = false)],
    ['the level of the noise', () => (bench.reconstruction.noiseLevel = 0.1)],
    ['where the noise comes from', () => (bench.reconstruction.noiseKind = 'estimated')],
    ['the file', () => bench.observations.clear()],
  ])('is outdated by a change of %s', async (_what, change) => {
    await readFile()
    await solve()
    expect(bench.reconstruction.outdated).toBe(false)
    change()
    expect(bench.reconstruction.outdated).toBe(true)
  })
})

describe('an engine that dies', () => {
  it('takes nothing along that was set, and is asked again when it is back', async () => {
    await readFile()
    bench.sampling.setParameter('low', 4)
    double.become('lost')
    await double.waiting('generate').fail({ kind: 'engine', code: 'engine-lost' })
    expect(bench.engine.state).toBe('lost')
    expect(bench.sampling.error?.code).toBe('engine-lost')
    double.become('restarting')
    expect(double.count('generate')).toBe(1)
    double.become('ready')
    const again = double.waiting('generate')
    expect(again.request.parameters['low']).toBe(4)
    await again.answer(sampleOf(again.request))
    expect(bench.sampling.error).toBeUndefined()
    expect(bench.observations.file?.fileName).toBe('a.csv')
  })

  it('leaves a solution that can be exported, from the history', async () => {
    await readFile()
    await solve()
    double.become('lost')
    double.become('ready')
    await double.waiting('generate').answer(sampleOf(double.waiting('generate').request))
    expect(bench.display.source).toBe('solution')
    const file = bench.exports.file('npz')
    const call = double.waiting('exportSolution')
    expect(call.request).toEqual({ solutionId: 's1', format: 'npz' })
    await call.answer({ fileName: 'solution.npz', mediaType: 'application/zip', bytes: new Uint8Array(3) })
    expect((await file)?.fileName).toBe('solution.npz')
    expect(bench.exports.saved).toEqual({ fileName: 'solution.npz', bytes: 3 })
  })
})

describe('saving what is looked at', () => {
  async function drawn(): Promise<void> {
    bench.sampling.request()
    const { request, answer } = double.waiting('generate')
    await answer(sampleOf(request))
  }

  it('asks for the very sample that is shown, whatever is set by now', async () => {
    expect(bench.exports.field).toBeUndefined()
    await drawn()
    bench.sampling.setParameter('low', 5)
    void bench.exports.file('vti')
    expect(double.waiting('exportSample').request).toEqual({
      problem: 'darcy',
      parameters: { low: 3, source: 1 },
      seed: 7,
      steps: 1,
      format: 'vti',
    })
  })

  it('tells why a file could not be had, and one at a time', async () => {
    await drawn()
    const first = bench.exports.file('npz')
    expect(await bench.exports.file('json')).toBeUndefined()
    expect(double.count('exportSample')).toBe(1)
    await double.waiting('exportSample').fail({ code: 'model-not-found' })
    expect(await first).toBeUndefined()
    expect(bench.exports.error?.code).toBe('model-not-found')
    expect(bench.exports.saving).toBeUndefined()
  })

  it('gives no size of a field that is looked at no more', async () => {
    await drawn()
    const measured = bench.exports.measure()
    const { answer } = double.waiting('sampleSizes')
    bench.sampling.setSeed(8)
    await double.waiting('generate').answer(sampleOf(double.waiting('generate').request))
    await answer({ npz: 1, vti: 2, html: 3, json: 4, zip: 5 })
    await measured
    expect(bench.exports.sizes).toBeUndefined()
  })
})
