/** What the engine calls things, in the language in use. */
import { alarmTitles } from '../../src-main/contract/alarm-titles'
import type { Alarm, ProblemDescription } from '../../src-main/contract/calls'
import { formatNumber } from '../components/number-format'
import { words } from './words.svelte'

/** A name that the engine sends: of a problem, a field, a parameter, a stage, a figure. */
export function named(name: string): string {
  const { names } = words().engine
  return Object.hasOwn(names, name) ? names[name]! : name
}

/** The same within a sentence. */
export function namedWithin(name: string): string {
  return words().engine.within(named(name))
}

/** A problem whose names follow the language in use, wherever they are read. */
export function inOwnWords(problem: ProblemDescription): ProblemDescription {
  return {
    ...problem,
    get title() {
      return named(problem.title)
    },
    fields: problem.fields.map(withOwnName),
    parameters: problem.parameters.map(withOwnName),
  }
}

function withOwnName<Part extends { readonly name: string }>(part: Part): Part {
  return {
    ...part,
    get name() {
      return named(part.name)
    },
  }
}

/** What an alarm says. */
export function alarmWords({ code, what, advice, statistic }: Alarm): { title: string; what: string; advice: string } {
  return {
    title: named(alarmTitles[code]),
    what: code === 'misfit-above-noise' ? words().engine.missesBy(formatNumber(Math.sqrt(statistic), 2)) : named(what),
    advice: named(advice),
  }
}
