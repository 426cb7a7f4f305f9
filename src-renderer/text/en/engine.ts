import { problems } from './problems'

const names: Readonly<Record<string, string>> = {}

/** What the engine sends in English words. */
export const engine = {
  /** By what the engine calls it; a name that is missing here stays as the engine has it. */
  names,
  /** A name within a sentence. */
  within: (name: string) => name.charAt(0).toLowerCase() + name.slice(1),
  missesBy: (times: string) => `The fitted fields miss the observed values by ${times} times their noise.`,
  problems,
}
