import { calls, ContractFailure, type AcceptedRequest, type CallName, type Progress, type ResultOf } from './calls'
import { cancelledError, contractErrorOf, describeIssues } from './errors'
import { clientMessageSchema, type ServerTransport } from './messages'

export interface CallContext {
  /** Tells the client how far the job is. */
  progress(progress: Progress): void
  /**
   * Aborted when the client cancels or goes. A handler works in slices: between two of them it lets the event
   * loop turn (`await setImmediate()`) and looks at this signal, or it is killed after a grace period.
   */
  readonly signal: AbortSignal
}

export type Handler<N extends CallName> = (request: AcceptedRequest<N>, context: CallContext) => Promise<ResultOf<N>>
/** One handler per call of the contract; a missing one does not compile. */
export type Handlers = { readonly [N in CallName]: Handler<N> }

/** Calls one client may have under way; a page needs a handful. */
const maximumCallsUnderWay = 64

function badRequest(code: string, message: string, details: string[] = []): ContractFailure {
  return new ContractFailure({ code, kind: 'usage', message, details })
}

async function run(handlers: Handlers, name: string, body: unknown, context: CallContext): Promise<unknown> {
  if (!Object.hasOwn(calls, name)) throw badRequest('unknown-call', `unknown call "${name}"`)
  const call = name as CallName
  const request = calls[call].request.safeParse(body)
  if (!request.success) {
    const [first, ...others] = describeIssues(request.error)
    throw badRequest('bad-request', `request of ${name} is not valid, ${first}`, others)
  }
  // The schema of this very call has accepted the request, which the compiler cannot correlate.
  return (handlers[call] as Handler<CallName>)(request.data as AcceptedRequest<CallName>, context)
}

/** Answers the calls that arrive on a transport until it closes; then aborts what is still under way. */
export function serveContract(transport: ServerTransport, handlers: Handlers): void {
  const underWay = new Map<number, AbortController>()

  const answer = async (id: number, name: string, body: unknown, abort: AbortController): Promise<void> => {
    const { signal } = abort
    const progress = (value: Progress): void => {
      if (underWay.get(id) === abort && !signal.aborted) transport.send({ kind: 'progress', id, body: value })
    }
    try {
      const result = await run(handlers, name, body, { progress, signal })
      if (signal.aborted) transport.send({ kind: 'error', id, error: cancelledError })
      else transport.send({ kind: 'result', id, body: result })
    } catch (error) {
      transport.send({ kind: 'error', id, error: signal.aborted ? cancelledError : contractErrorOf(error) })
    } finally {
      underWay.delete(id)
    }
  }

  transport.onMessage((raw) => {
    const message = clientMessageSchema.safeParse(raw)
    if (!message.success) {
      // A client that does not speak the contract: nothing it sends can be answered by number.
      transport.close()
      return
    }
    const { data } = message
    if (data.kind === 'cancel') {
      underWay.get(data.id)?.abort()
      return
    }
    if (underWay.has(data.id)) {
      transport.close()
      return
    }
    if (underWay.size >= maximumCallsUnderWay) {
      const error = badRequest('too-many-calls', `more than ${maximumCallsUnderWay} calls under way`).error
      transport.send({ kind: 'error', id: data.id, error })
      return
    }
    const abort = new AbortController()
    underWay.set(data.id, abort)
    void answer(data.id, data.name, data.body, abort)
  })
  transport.onClose(() => {
    for (const abort of underWay.values()) abort.abort()
  })
  transport.send({ kind: 'state', state: 'ready' })
}
