import { z } from 'zod'
import { currentCommit, hasUncommittedChanges } from '../library/commit'
import { machineSchema, thisMachine } from './machine'
import { rowSchema } from './row'
import { suiteNames, suites, type SuiteName, type SuiteRequest } from './suite'

export const benchmarkSchema = z.strictObject({
  schema: z.literal('fieldsmith.benchmark/1'),
  suite: z.enum(suiteNames),
  problem: z.string(),
  /** Whether it was a quick run, whose figures rest on fewer samples. */
  quick: z.boolean(),
  /** When the run began, ISO 8601, UTC. */
  date: z.iso.datetime(),
  /** Commit that was measured, with `+changes` if the working tree differed from it. */
  commit: z.string().min(1),
  machine: machineSchema,
  provider: z.string(),
  models: z.array(z.strictObject({ id: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  rows: z.array(rowSchema).min(1),
  /** What was left out, and why. */
  notes: z.array(z.string()).default([]),
})
export type Benchmark = z.infer<typeof benchmarkSchema>

/** Runs a suite and says what was measured, when and where. */
export async function runSuite(suite: SuiteName, request: SuiteRequest): Promise<Benchmark> {
  const started = new Date()
  const machine = thisMachine()
  const run = await suites[suite]()
  const { rows, models, provider, notes = [] } = await run(request)
  return {
    schema: 'fieldsmith.benchmark/1',
    suite,
    problem: request.problem,
    quick: request.quick,
    date: started.toISOString(),
    commit: currentCommit() + (hasUncommittedChanges() ? '+changes' : ''),
    machine,
    provider,
    models: models.map(({ id, sha256 }) => ({ id, sha256 })),
    rows: [...rows],
    notes: [...notes],
  }
}
