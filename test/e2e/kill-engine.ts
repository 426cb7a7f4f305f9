import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import type { ServedApplication } from './application'

/** Ends the engine as a crash does; it is the server's only child. */
export function killEngine({ process: server }: ServedApplication): void {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)], { encoding: 'utf8' })
  const pids = children.trim().split(/\s+/).map(Number)
  expect(pids.length).toBe(1)
  process.kill(pids[0]!, 'SIGKILL')
}
