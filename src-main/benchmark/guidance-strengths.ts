/** How far each step of the guided teacher follows the data and the equation. */
export interface GuidanceStrengths {
  /** Zeta of the misfit of each observed field, by key. */
  readonly observed: Readonly<Record<string, number>>
  /** Zeta of the residual. */
  readonly equation: number
}

/** As `fieldsmith benchmark --suite guidance` finds them, in 200 steps. */
const tuned: Readonly<Record<string, GuidanceStrengths>> = {
  darcy: { observed: { a: 3000, u: 10_000 }, equation: 0.01 },
  poisson: { observed: { f: 3000, u: 10_000 }, equation: 0.1 },
  helmholtz: { observed: { f: 3000, u: 10_000 }, equation: 0.1 },
  burgers: { observed: { u: 3000 }, equation: 0.1 },
  'navier-stokes': { observed: { w0: 300, wT: 10_000 }, equation: 0.1 },
}

/** Of a problem that it was tuned on. */
export function strengthsOf(problem: string): GuidanceStrengths {
  const strengths = tuned[problem]
  if (!strengths) throw new TypeError(`guidance was not tuned on ${problem}`)
  return strengths
}
