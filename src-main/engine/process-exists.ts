/** Whether there is a process of this number; the system may have given it to another since. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Somebody else's process: it is there, but it is not ours.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
