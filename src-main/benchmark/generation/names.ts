/** What the suite measures, by name: for rows, targets and tables, without loading what draws the samples. */

/** The problems that are measured where none is named. */
export const generationProblems = ['darcy', 'poisson', 'helmholtz', 'burgers', 'navier-stokes'] as const

/** Steps that a student may take. */
export const studentSteps = [1, 2, 3, 4] as const

export const studentName = (steps: number): string => `phys-instruct-k${steps}`

export const polishedName = `${studentName(1)}-polished`

/** Steps of the teacher's sampler at its most careful, and of all that is built on it. */
export const longSteps = 200

/** The methods at 200 steps: what the students are held against. */
export const longBaselines = ['edm', 'dpm', 'diffusionpde', 'cocogen', 'pidm'].map((name) => `${name}-${longSteps}`)

/** Methods that are also measured with the student's sweeps, where it has any; see `sweeps.ts`. */
export const sweptNames = ['linear-gaussian', `edm-${longSteps}`]

/** How many times below the best of them a student is meant to be on some problems. */
export const farBelow = 8

/** The student that the ablations differ from in one thing each: as long a distillation, and no sweeps. */
export const ablationBase = 'all-on'

/** Students that were distilled with one thing left out or done otherwise; their packages' names end like this. */
export const ablationNames = [
  ablationBase,
  'no-physics',
  'coefficient-gradient',
  'fixed-lambda',
  'one-to-one',
  'five-to-one',
] as const
