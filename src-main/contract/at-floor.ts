/** When window and report say that fields obey their equation as closely as the reference solver does. */
import type { CertifiedNorms } from './payloads'

/** Within this factor of its floor a norm of the residual is as good as the reference solver's own. */
export const nearFloor = 10

/** Share by which a solution may be off the reference one and still count as the same. */
const sameSolutionWithin = 1e-3

/**
 * Whether the solution is the reference solution for its given data. A floor that is high, where the grid hardly
 * resolves the solution, is no excuse for one that is off.
 */
export function isSameSolution({ solutionError }: Pick<CertifiedNorms, 'solutionError'>): boolean {
  return solutionError.relative <= sameSolutionWithin
}
