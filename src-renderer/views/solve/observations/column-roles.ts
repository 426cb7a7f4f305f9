import type { ObservationPreview, ProblemDescription } from '../../../../src-main/contract/calls'
import type { MappedColumn } from '../../../stores/observations/import-draft.svelte'
import type { Messages } from '../../../text/words.svelte'

type Target = ObservationPreview['targets'][number]
export type Meaning = Pick<MappedColumn, 'role' | 'field'>

export interface Choice extends Meaning {
  readonly key: string
  readonly label: string
}

/** Names of the two coordinates, e.g. x and t. */
export interface Symbols {
  readonly x: string
  readonly y: string
}

/** What a column may hold of any problem; a column of fields says what the others are of. */
const general: readonly Meaning[] = [
  { role: 'field', field: null },
  { role: 'value', field: null },
  { role: 'sigma', field: null },
  { role: 'shape', field: null },
]

/** Roles whose numbers have a unit. */
const measured: readonly MappedColumn['role'][] = ['x', 'y', 'x2', 'y2', 'value', 'sigma']

export const meaningKey = ({ role, field }: Meaning): string => `${role} ${field ?? ''}`

export function hasUnit({ role }: Pick<Meaning, 'role'>): boolean {
  return measured.includes(role)
}

/** What a column may hold, as it is chosen; what it holds now is among it in any case. */
export function meanings(
  targets: readonly Target[],
  now: Meaning,
  { fields }: Pick<ProblemDescription, 'fields'>,
  symbols: Symbols,
  text: Messages['observations']['import'],
): readonly Choice[] {
  const all: readonly Meaning[] = [{ role: 'ignore', field: null }, ...targets, ...general, now]
  const distinct = all.filter((one, i) => all.findIndex((other) => meaningKey(other) === meaningKey(one)) === i)
  const roles: Readonly<Record<MappedColumn['role'], string>> = {
    ignore: text.roles.ignore,
    field: text.roles.field,
    value: text.roles.value,
    sigma: text.roles.sigma,
    shape: text.roles.shape,
    x: text.roles.x(symbols.x),
    y: text.roles.x(symbols.y),
    x2: text.roles.end(symbols.x),
    y2: text.roles.end(symbols.y),
  }
  return distinct.map(({ role, field }) => {
    const name = fields.find(({ key }) => key === field)?.name
    return {
      role,
      field,
      key: meaningKey({ role, field }),
      label: field === null ? roles[role] : text.ofField(roles[role], `${name ?? field} (${field})`),
    }
  })
}

/** Units that a column's may be given in; the first is the problem's. */
export function unitsFor(targets: readonly Target[], now: Meaning): readonly string[] {
  const exact = targets.find((target) => meaningKey(target) === meaningKey(now))
  const target = exact ?? targets.find(({ role }) => role === now.role)
  if (!target) return []
  return [...new Set([target.unit, ...target.accepts])]
}
