/** A solution's document as lines of text: the fit, raw beside refined, what to mistrust, and where to measure next. */
import { figure, text, type Table } from '../benchmark/table'
import type { SolutionDocument } from '../contract/calls'
import type { Grid } from '../field/grid'
import { fieldOfRole, nameOfGiven, type Problem } from '../problems/problem'

const origins: Readonly<Record<SolutionDocument['observations']['noise'][string]['origin'], string>> = {
  file: 'stated in the file',
  assumed: 'assumed',
  estimated: 'estimated',
  mixed: 'partly stated in the file',
}

export function solutionLines(problem: Problem, { symbols }: Grid, document: SolutionDocument): string[] {
  const { observations, alarms, nextSensors, evaluations, samples } = document
  const alarmLines = alarms.flatMap(({ what, advice }) => [`ALARM: ${what}`, `       ${advice}`])
  const noiseLines = Object.entries(observations.noise).map(
    ([key, { origin, rms }]) => `  noise of ${key}: ${amount(rms, problem, key)}, ${origins[origin]}`,
  )
  const sensorLines = nextSensors.map(
    ({ field, x, y, std, gain }) =>
      `  ${field} at ${symbols.x} = ${figure(x, 3)}, ${symbols.y} = ${figure(y, 3)}: known to ${amount(std, problem, field)}, ` +
      `would remove ${figure(100 * gain, 2)} % of the variance`,
  )
  return [
    ...alarmLines,
    `${counted(observations.count, 'observation')}, ${counted(samples, 'member')}, ` +
      `${counted(evaluations.network, 'run')} of the network and ${evaluations.gradient} of its gradient for each`,
    ...noiseLines,
    ...text(versionTable(problem, document)),
    ...(sensorLines.length > 0 ? ['the next sensors', ...sensorLines] : []),
  ]
}

/** Figures of both versions: a name, the raw one and, where there is one, the refined one. */
function versionTable(problem: Problem, { observations, residual }: SolutionDocument): Table {
  const versions = [
    { head: 'raw', fit: observations.raw, norms: residual.raw },
    ...(observations.refined && residual.refined
      ? [{ head: 'refined', fit: observations.refined, norms: residual.refined }]
      : []),
  ]
  const line = (name: string, of: (version: (typeof versions)[number]) => string): string[] => [
    `  ${name}`,
    ...versions.map(of),
  ]
  const misfits = Object.keys(observations.rmsMisfit).map((key) =>
    line(`misfit of ${key}`, ({ fit }) => amount(fit.rmsMisfit[key] ?? 0, problem, key)),
  )
  return {
    columns: [{ head: '' }, ...versions.map(({ head }) => ({ head, number: true }) as const)],
    lines: [
      line('reduced chi-square', ({ fit }) => figure(fit.reducedChiSquare, 3)),
      ...misfits,
      ...(observations.raw.exactViolation === undefined
        ? []
        : [line('off an exact value by at most', ({ fit }) => figure(fit.exactViolation, 3))]),
      line('residual over the source', ({ norms }) => figure(norms.l2Relative, 3)),
      line('  its floor', ({ norms }) => figure(norms.floor.l2Relative, 3)),
      line(
        `${fieldOfRole(problem, 'solution').name} off the reference solution for its ${nameOfGiven(problem)}`,
        ({ norms }) => `${figure(100 * norms.solutionError.relative, 2)} %`,
      ),
    ],
  }
}

function amount(value: number, { fields }: Problem, key: string): string {
  const unit = fields.find((field) => field.key === key)?.unit ?? '1'
  return `${figure(value, 3)}${unit === '1' ? '' : ` ${unit}`}`
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
