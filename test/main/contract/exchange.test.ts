import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ContractFailure, type Progress } from '../../../src-main/contract/calls'
import { ContractClient } from '../../../src-main/contract/client'
import { linkedTransports } from '../../../src-main/contract/linked'
import { serveContract, type CallContext, type Handlers } from '../../../src-main/contract/server'
import { Failure } from '../../../src-main/field/failure'
import { description, generated, handlersWith, rejection } from './samples'

let client: ContractClient
let transports: ReturnType<typeof linkedTransports>

function connect(handlers: Handlers): void {
  transports = linkedTransports()
  serveContract(transports.server, handlers)
  client = new ContractClient()
  client.attach(transports.client)
}

const request = { problem: 'darcy', parameters: { low: 3 }, seed: 7 }

describe('a call', () => {
  it('arrives validated and brings its result back, fields as typed arrays', async () => {
    let received: unknown
    connect(
      handlersWith({
        generate: async (body) => {
          received = body
          return generated
        },
      }),
    )
    const result = await client.call('generate', request)
    expect(received).toEqual({ ...request, steps: 1 })
    expect(result.fields[0]!.data).toBeInstanceOf(Float32Array)
    expect(result).toEqual(generated)
  })

  it('reports progress in order, and only of its own', async () => {
    connect(
      handlersWith({
        generate: async ({ seed }, { progress }) => {
          for (const fraction of [0, 0.5, 1]) progress({ stage: `Seed ${seed}`, fraction })
          return generated
        },
      }),
    )
    const seen: Progress[][] = [[], []]
    await Promise.all(
      [0, 1].map((seed) => client.call('generate', { ...request, seed }, { onProgress: (p) => seen[seed]!.push(p) })),
    )
    expect(seen[0]).toEqual([0, 0.5, 1].map((fraction) => ({ stage: 'Seed 0', fraction })))
    expect(seen[1]).toEqual([0, 0.5, 1].map((fraction) => ({ stage: 'Seed 1', fraction })))
  })

  it('fails with code, kind and every finding of a Failure', async () => {
    const line = (n: number) =>
      ({ code: 'bad-number', kind: 'usage', what: 'not a number', where: `line ${n}` }) as const
    connect(handlersWith({ generate: () => Promise.reject(new Failure(line(3), [line(5), line(9)])) }))
    expect((await rejection(client.call('generate', request))).error).toEqual({
      code: 'bad-number',
      kind: 'usage',
      message: 'not a number, at line 3',
      details: ['not a number, at line 5', 'not a number, at line 9'],
    })
  })

  it('fails as an error of the engine when a handler throws anything else', async () => {
    connect(handlersWith({ generate: () => Promise.reject(new TypeError('x is undefined')) }))
    expect((await rejection(client.call('generate', request))).error).toMatchObject({
      code: 'internal',
      kind: 'engine',
      message: 'x is undefined',
    })
  })

  it('with a request that its schema refuses never reaches the handler', async () => {
    let reached = false
    connect(
      handlersWith({
        generate: async () => {
          reached = true
          return generated
        },
      }),
    )
    const bad = { problem: 'darcy', parameters: { low: NaN }, seed: -1 }
    const { error } = await rejection(client.call('generate', bad))
    expect(error).toMatchObject({ code: 'bad-request', kind: 'usage' })
    expect(error.message).toContain('parameters.low')
    expect(error.details.join()).toContain('seed')
    expect(reached).toBe(false)
  })

  it('with an answer that its schema refuses is not believed', async () => {
    const broken = { ...generated, inferMs: Infinity }
    connect(handlersWith({ generate: async () => broken }))
    expect((await rejection(client.call('generate', request))).error).toMatchObject({ code: 'bad-answer' })
  })

  it.each(['toString', 'nonsense'])('named %s is unknown', async (name) => {
    connect(handlersWith({}))
    expect((await rejection(client.call(name as 'describe', {}))).error.code).toBe('unknown-call')
  })

  it('beyond the limit of one client is refused while the others go on', async () => {
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    connect(handlersWith({ generate: () => gate.then(() => generated) }))
    const calls = Array.from({ length: 65 }, () => client.call('generate', request))
    expect((await rejection(calls[64]!)).error.code).toBe('too-many-calls')
    release()
    expect(await Promise.all(calls.slice(0, 64))).toHaveLength(64)
  })
})

describe('cancelling', () => {
  let context: CallContext
  let started: Promise<void>

  beforeEach(() => {
    started = new Promise((resolve) => {
      connect(
        handlersWith({
          describe: async () => description,
          generate: (_request, given) => {
            context = given
            resolve()
            return new Promise((_, reject) => given.signal.addEventListener('abort', () => reject(given.signal.reason)))
          },
        }),
      )
    })
  })

  it('aborts the signal of the handler and rejects as cancelled', async () => {
    const abort = new AbortController()
    const call = client.call('generate', request, { signal: abort.signal })
    await started
    abort.abort()
    expect((await rejection(call)).error.kind).toBe('cancelled')
    expect(context.signal.aborted).toBe(true)
  })

  it('leaves the other calls alone', async () => {
    const abort = new AbortController()
    const call = client.call('generate', request, { signal: abort.signal })
    await started
    abort.abort()
    expect(await client.call('describe', {})).toEqual(description)
    await rejection(call)
  })

  it('before the call sends nothing', async () => {
    const call = client.call('generate', request, { signal: AbortSignal.abort() })
    expect((await rejection(call)).error.kind).toBe('cancelled')
    expect(context).toBeUndefined()
  })

  it('wins over a result that a handler still returns', async () => {
    const abort = new AbortController()
    connect(
      handlersWith({
        generate: async () => {
          abort.abort()
          return generated
        },
      }),
    )
    const call = client.call('generate', request, { signal: abort.signal })
    expect((await rejection(call)).error.kind).toBe('cancelled')
  })

  it('happens by itself when the client goes', async () => {
    const call = client.call('generate', request)
    await started
    client.close()
    expect((await rejection(call)).error.code).toBe('engine-lost')
    expect(context.signal.aborted).toBe(true)
  })

  afterEach(() => {
    context = undefined as unknown as CallContext
  })
})

describe('the client', () => {
  it('keeps calls made before it is connected', async () => {
    client = new ContractClient()
    const call = client.call('describe', {})
    const { client: near, server } = linkedTransports()
    serveContract(server, handlersWith({ describe: async () => description }))
    client.attach(near)
    expect(await call).toEqual(description)
  })

  it('does not send a waiting call that was cancelled meanwhile', async () => {
    client = new ContractClient()
    const abort = new AbortController()
    const call = client.call('generate', request, { signal: abort.signal })
    abort.abort()
    expect((await rejection(call)).error.kind).toBe('cancelled')
    const { client: near, server } = linkedTransports()
    const received: unknown[] = []
    server.onMessage((message) => received.push(message))
    client.attach(near)
    await new Promise(setImmediate)
    expect(received).toEqual([])
  })

  it('fails everything while it is lost, and works again on the next connection', async () => {
    connect(handlersWith({ describe: async () => description }))
    const states: string[] = []
    client.onState((state) => states.push(state))
    await client.call('describe', {})
    transports.server.close()
    expect((await rejection(client.call('describe', {}))).error.code).toBe('engine-lost')
    const next = linkedTransports()
    serveContract(next.server, handlersWith({ describe: async () => description }))
    client.attach(next.client)
    expect(await client.call('describe', {})).toEqual(description)
    expect(states).toEqual(['ready', 'lost', 'ready'])
  })

  it('tells a late listener the present state, and a removed one nothing', async () => {
    connect(handlersWith({ describe: async () => description }))
    await client.call('describe', {})
    const states: string[] = []
    client.onState((state) => states.push(state))()
    client.close()
    expect(states).toEqual(['ready'])
  })

  it.each([
    ['text', 'hello'],
    ['an unknown kind', { kind: 'surprise', id: 0 }],
    ['an error without a code', { kind: 'error', id: 0, error: { message: 'no' } }],
  ])('closes a connection that answers with %s', async (_name, message) => {
    const { client: near, server } = linkedTransports()
    client = new ContractClient()
    client.attach(near)
    const call = client.call('describe', {})
    server.send(message as never)
    expect((await rejection(call)).error.code).toBe('engine-lost')
  })

  it('ignores answers to calls it never made', async () => {
    connect(handlersWith({ describe: async () => description }))
    transports.server.send({ kind: 'result', id: 99, body: {} })
    transports.server.send({ kind: 'progress', id: 99, body: { stage: 'x', fraction: 0 } })
    expect(await client.call('describe', {})).toEqual(description)
  })
})

describe('the server', () => {
  it.each([
    ['text', 'hello'],
    ['a request without a number', { kind: 'request', name: 'describe', body: {} }],
    ['a message of the other side', { kind: 'result', id: 1, body: {} }],
    ['null', null],
  ])('closes a connection that sends %s', async (_name, message) => {
    const { client: near, server } = linkedTransports()
    serveContract(server, handlersWith({}))
    const closed = new Promise<void>((resolve) => near.onClose(resolve))
    near.send(message as never)
    await closed
  })

  it('closes a connection that uses a number twice at a time', async () => {
    const { client: near, server } = linkedTransports()
    serveContract(server, handlersWith({ describe: () => new Promise(() => {}) }))
    const closed = new Promise<void>((resolve) => near.onClose(resolve))
    for (let i = 0; i < 2; i++) near.send({ kind: 'request', id: 1, name: 'describe', body: {} })
    await closed
  })
})

it('a missing handler does not compile', () => {
  const { describe: _describe, ...others } = handlersWith({})
  // @ts-expect-error `describe` is missing
  const handlers: Handlers = others
  expect(handlers).toBeDefined()
  expect(new ContractFailure({ code: 'x', kind: 'engine', message: 'y', details: [] })).toBeInstanceOf(Error)
})
