import { mishapsOf } from '../../../../src-main/benchmark/calibration/names'
import { tasksOf } from '../../../../src-main/benchmark/conditional/names'

/** The fields of each problem, and what its tasks observe of them. */
const problems: Readonly<Record<string, { readonly fields: readonly string[]; readonly observed: readonly string[] }>> =
  {
    darcy: { fields: ['a', 'u'], observed: ['a', 'u', 'a-u'] },
    poisson: { fields: ['f', 'u'], observed: ['f', 'u', 'f-u'] },
    helmholtz: { fields: ['f', 'u'], observed: ['f', 'u', 'f-u'] },
    burgers: { fields: ['u'], observed: ['u'] },
    'navier-stokes': { fields: ['w0', 'wT'], observed: ['w0', 'wT', 'w0-wT'] },
  }

const versions = ['raw', 'refined']
const scored = ['coverage50', 'coverage80', 'coverage95', 'crps']

/** The rows of a full run of the suite. */
export const calibrationRowIds = Object.entries(problems).flatMap(([problem, { fields, observed }]) =>
  [
    ...tasksOf(problem).flatMap((task) => [
      ...versions.flatMap((version) =>
        ['', '.uncorrected'].flatMap((suffix) => scored.map((key) => `${task}.${version}.${key}${suffix}`)),
      ),
      `${task}.seconds`,
    ]),
    ...observed.flatMap((name) =>
      versions.flatMap((version) => fields.map((key) => `spreadFactor.${name}.${version}.${key}`)),
    ),
    'falseAlarms',
    ...mishapsOf(problem).map((name) => `detection.${name}`),
  ].map((id) => `calibration.${problem}.${id}`),
)
