import type { SensorProposal, SolutionDocument } from '../../../src-main/contract/calls'

export interface RankedProposal extends SensorProposal {
  /** 1 is the best of all fields. */
  readonly rank: number
}

/** More places than these are no help in deciding for one. */
const mostShown = 3

/** The best places for another sensor, as list and pins number them. */
export function rankedProposals(document: SolutionDocument | undefined): readonly RankedProposal[] {
  return (document?.nextSensors ?? []).slice(0, mostShown).map((proposal, i) => ({ ...proposal, rank: i + 1 }))
}
