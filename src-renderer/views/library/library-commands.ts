import type { Command } from '../../commands/command'
import type { Library } from '../../stores/library/library.svelte'
import type { Machine } from '../../stores/library/machine.svelte'
import { words } from '../../text/words.svelte'

export type LibraryPart = 'models' | 'hardware'

/** The view as its commands see and change it. */
interface LibraryWindow {
  readonly library: Library
  readonly machine: Machine
  active(): boolean
  part(): LibraryPart
  /** Brings a part before one's eyes, from any view. */
  show(part: LibraryPart): void
  /** The model that a measurement is of. */
  measured(): string | undefined
  chooseFile(): void
  exportSelected(): void
  askToRemove(): void
}

export function libraryCommands(view: LibraryWindow): Command[] {
  const { library, machine } = view
  /** The model whose card is before one's eyes. */
  const shown = () => (view.active() && view.part() === 'models' ? library.selected : undefined)
  const title = (name: keyof ReturnType<typeof words>['library']['commands']) => () => words().library.commands[name]
  return [
    ...(['models', 'hardware'] as const).map((part) => ({
      id: `library.${part}`,
      group: 'library' as const,
      title: title(part),
      checked: () => view.active() && view.part() === part,
      run: () => view.show(part),
    })),
    {
      id: 'library.import',
      group: 'library',
      title: title('import'),
      keys: ['I'],
      enabled: () => view.active() && library.importing.subject === undefined,
      run: () => view.chooseFile(),
    },
    {
      id: 'library.use',
      group: 'library',
      title: title('use'),
      keys: ['U'],
      enabled: () => shown()?.kind === 'student' && !shown()!.inUse,
      run: () => void library.use(shown()!.id),
    },
    {
      id: 'library.verify',
      group: 'library',
      title: title('verify'),
      keys: ['V'],
      enabled: () => shown() !== undefined && library.verifying.subject === undefined,
      run: () => void library.verify(shown()!.id),
    },
    {
      id: 'library.export',
      group: 'library',
      title: title('export'),
      keys: ['E'],
      enabled: () => shown() !== undefined && library.exporting.subject === undefined,
      run: () => view.exportSelected(),
    },
    {
      id: 'library.remove',
      group: 'library',
      title: title('remove'),
      keys: ['Delete'],
      enabled: () => shown()?.origin === 'library',
      run: () => view.askToRemove(),
    },
    {
      id: 'library.measure',
      group: 'library',
      title: title('measure'),
      keys: ['M'],
      enabled: () =>
        view.active() &&
        view.part() === 'hardware' &&
        machine.measuring.subject === undefined &&
        view.measured() !== undefined,
      run: () => void machine.measure(view.measured()!),
    },
  ]
}
