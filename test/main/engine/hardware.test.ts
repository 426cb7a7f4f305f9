import { mkdtempSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Progress } from '../../../src-main/contract/calls'
import type { ContractClient } from '../../../src-main/contract/client'
import { createHandlers } from '../../../src-main/engine/handlers'
import { connectInProcess } from '../../../src-main/engine/in-process'
import { remedyFor } from '../../../src-main/runtime/devices'
import { notBuilt, selectProvider } from '../../../src-main/runtime/providers'
import { writeTinyPackages } from '../benchmark/tiny-packages'
import { rejection } from '../contract/samples'

let models: string
let home: string
let engine: ContractClient

beforeAll(async () => {
  models = await writeTinyPackages()
  engine = connectInProcess(await createHandlers())
})
afterAll(async () => {
  engine.close()
  await rm(models, { recursive: true })
})
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fieldsmith-hardware-'))
  vi.stubEnv('FIELDSMITH_MODELS', models)
  vi.stubEnv('FIELDSMITH_HOME', home)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

const hardware = () => engine.call('hardware', {})
const selected = async () => (await hardware()).providers.find(({ state }) => state === 'selected')?.name

describe('the hardware page', () => {
  it('tells of processor, memory, every provider, and where what lies', async () => {
    await mkdir(join(home, 'runs', 'one'), { recursive: true })
    await writeFile(join(home, 'runs', 'one', 'curve.csv'), '12345')
    const { cpu, memory, providers, places, choice, system } = await hardware()
    expect(cpu).toMatchObject({ threads: availableParallelism(), threadsSetBy: 'cores' })
    expect(memory.free).toBeLessThan(memory.total)
    expect(memory.heap).toBeLessThan(memory.engine)
    expect(memory.engine).toBeLessThan(memory.engineLimit)
    expect(system.onnxRuntime).toMatch(/^\d+\.\d+\.\d+$/)
    expect(providers.at(-1)).toEqual({
      ...{ name: 'cpu', state: 'selected', reason: 'always there', remedy: null, devices: [] },
    })
    for (const { state, remedy } of providers) expect(remedy === null).toBe(state !== 'refused')
    expect(places.find(({ kind }) => kind === 'runs')).toEqual({
      kind: 'runs',
      directory: join(home, 'runs'),
      bytes: 5,
    })
    expect(places.find(({ kind }) => kind === 'own-models')!.bytes).toBe(0)
    expect(choice).toEqual({ name: null, setBy: 'automatic', passedOver: null })
  })

  it('says who sets the threads', async () => {
    vi.stubEnv('FIELDSMITH_THREADS', '1')
    expect((await hardware()).cpu).toMatchObject({ threads: 1, threadsSetBy: 'environment' })
  })

  it('keeps the provider that a person chose, below what the environment names', async () => {
    await engine.call('chooseProvider', { name: 'cpu' })
    expect((await hardware()).choice).toMatchObject({ name: 'cpu', setBy: 'person' })
    vi.stubEnv('FIELDSMITH_PROVIDER', 'cpu')
    await engine.call('chooseProvider', { name: null })
    expect((await hardware()).choice).toMatchObject({ name: 'cpu', setBy: 'environment' })
    vi.stubEnv('FIELDSMITH_PROVIDER', '')
    expect((await hardware()).choice).toMatchObject({ name: null, setBy: 'automatic' })
    expect((await rejection(engine.call('chooseProvider', { name: 'abacus' }))).error.code).toBe('provider-refused')
  })

  it.each([
    ['that is gone', '{"schema": "fieldsmith.provider/1", "provider": "abacus"}', 'provider-refused'],
    ['in a damaged file', '{"schema":', 'provider-choice-damaged'],
  ])('passes over a choice %s, and says so', async (_name, content, code) => {
    await writeFile(join(home, 'provider.json'), content)
    expect((await hardware()).choice).toMatchObject({ setBy: 'automatic', passedOver: { code } })
    expect(await selected()).toBe('cpu')
    expect((await engine.call('generate', { problem: 'darcy', parameters: {}, seed: 1 })).provider).toBe('cpu')
    expect(await readFile(join(home, 'provider.json'), 'utf8')).toBe(content)
  })
})

describe('providers', () => {
  const probed = [
    { name: 'cuda', usable: true, reason: 'right' },
    { name: 'webgpu', usable: false, reason: 'no adapter' },
    { name: 'cpu', usable: true, reason: 'always there' },
  ]

  it('are selected by capability, or by name', () => {
    expect(selectProvider(probed).map(({ state }) => state)).toEqual(['selected', 'refused', 'available'])
    expect(selectProvider(probed, 'cpu').map(({ state }) => state)).toEqual(['available', 'refused', 'selected'])
    expect(() => selectProvider(probed, 'webgpu', 'FIELDSMITH_PROVIDER')).toThrow(
      'at FIELDSMITH_PROVIDER, expected cuda or cpu, received webgpu: no adapter',
    )
  })

  it('come with what would make a refused one available', () => {
    const refused = { name: 'webgpu', state: 'refused', reason: 'no adapter' } as const
    expect(remedyFor(refused, 'linux')).toBe('vulkan-driver')
    expect(remedyFor(refused, 'win32')).toBe('gpu-driver')
    expect(remedyFor({ ...refused, reason: notBuilt })).toBe('build')
    expect(remedyFor({ ...refused, state: 'available' })).toBeUndefined()
  })
})

describe('measuring', () => {
  it('times every provider that can be used, and compares its result with the CPU', async () => {
    const heard: Progress[] = []
    const { providers, model } = await engine.call(
      'measureProviders',
      { model: 'darcy-16-student' },
      { onProgress: (progress) => heard.push(progress) },
    )
    expect(model).toBe('darcy-16-student')
    const cpu = providers.find(({ provider }) => provider === 'cpu')!
    expect(cpu).toMatchObject({ state: 'measured', maxDifference: 0, reason: null })
    expect(cpu.batches.map(({ batch, runs }) => [batch, runs])).toEqual([
      [1, 25],
      [8, 19],
    ])
    for (const { medianMs, p95Ms } of cpu.batches) expect(medianMs).toBeLessThanOrEqual(p95Ms)
    for (const row of providers) if (row.state !== 'measured') expect(row.reason).not.toBe('')
    const measuring = heard.filter(({ stage }) => stage === 'Measuring the providers')
    expect(measuring.at(-1)).toMatchObject({ fraction: 1, etaSeconds: 0 })
    expect(measuring.at(1)!.etaSeconds).toBeGreaterThan(0)
  })

  it('lets other calls through between two runs, and stops when it is cancelled', async () => {
    const abort = new AbortController()
    const order: string[] = []
    const measuring = rejection(
      engine.call(
        'measureProviders',
        { model: 'darcy-16-teacher' },
        {
          signal: abort.signal,
          onProgress: ({ stage }) => {
            if (stage !== 'Measuring the providers' || order.length > 0) return
            order.push('measuring')
            void engine.call('describe', {}).then(() => {
              order.push('described')
              abort.abort()
            })
          },
        },
      ),
    )
    expect((await measuring).error.code).toBe('cancelled')
    expect(order).toEqual(['measuring', 'described'])
  })
})
