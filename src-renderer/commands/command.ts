/** The menus' order. */
export const commandGroups = [
  'file',
  'edit',
  'view',
  'picture',
  'solve',
  'observations',
  'train',
  'library',
  'report',
  'help',
] as const
export type CommandGroup = (typeof commandGroups)[number]

/** Something that a person can do, as menus, palette, shortcuts and tooltips all have it. */
export interface Command {
  /** Stable, e.g. `solve.reconstruct`. */
  readonly id: string
  readonly group: CommandGroup
  /** In the language in use, e.g. `Reconstruct`. */
  title(): string
  /** Every combination that calls it, the one to show first; see {@link combinationOf}. */
  readonly keys?: readonly string[]
  /** Whether it can be called now; left out where it always can. */
  enabled?(): boolean
  /** Of something that is switched on and off. */
  checked?(): boolean
  run(): void
}
