import { expect } from 'vitest'
import { benchmarkSchema, type Benchmark } from '../../../src-main/benchmark/document'
import type { Row } from '../../../src-main/benchmark/row'
import type { SuiteName } from '../../../src-main/benchmark/suite'
import { benchmarkCommand } from '../../../src-main/commands/benchmark'
import { runCommand } from '../commands/command-run'

/** The document of a quick run, which writes nothing else. */
export async function quickRun(suite: SuiteName, ...options: readonly string[]): Promise<Benchmark> {
  const argv = ['--suite', suite, '--quick', '--json', ...options]
  const { exitCode, stdout, stderr } = await runCommand(benchmarkCommand, argv)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return benchmarkSchema.parse(JSON.parse(stdout))
}

export const figure = ({ rows }: Benchmark, id: string): Row => rows.find((row) => row.id === id)!
