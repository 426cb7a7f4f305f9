import type { Command } from '../../../commands/command'
import { outlierFrom } from '../../../stores/observations/misfits.svelte'
import type { Workbench } from '../../../stores/workbench.svelte'
import { words } from '../../../text/words.svelte'
import { saveFile } from '../save-file'
import { sampleFileOf } from './sample-file'

type ObservationCommand = Omit<Command, 'group' | 'enabled'> & { possible?: () => boolean }

/**
 * What can be done with measurements. `taking` tells whether the view is there and its problem is reconstructed at all;
 * `choose` opens the file dialog, for files that take the place of what is there or join it.
 */
export function observationCommands(
  workbench: Workbench,
  taking: () => boolean,
  choose: (append: boolean) => void,
): readonly Command[] {
  const { observations, misfits, announcer, problem } = workbench
  const say = (): ReturnType<typeof words>['observations'] => words().observations
  const has = (): boolean => observations.file !== undefined
  const sample = sampleFileOf(problem.id)

  const commands: readonly ObservationCommand[] = [
    {
      id: 'observations.open',
      title: () => say().commands.open,
      keys: ['Ctrl+O'],
      run: () => choose(false),
    },
    {
      id: 'observations.append',
      title: () => say().commands.append,
      possible: has,
      run: () => choose(true),
    },
    {
      id: 'observations.sample',
      title: () => say().commands.sample,
      possible: () => sample !== undefined,
      run: () => void workbench.openObservations([sample!]),
    },
    {
      id: 'observations.importSettings',
      title: () => say().commands.importSettings,
      possible: () => (observations.file?.sources.length ?? 0) > 0,
      run: () => void observations.reopen(observations.file!.sources.at(-1)!),
    },
    {
      id: 'observations.table',
      title: () => say().commands.table,
      keys: ['O'],
      checked: () => observations.tableOpen,
      run: () => (observations.tableOpen = !observations.tableOpen),
    },
    {
      id: 'observations.add',
      title: () => say().commands.add,
      keys: ['A'],
      checked: () => observations.adding,
      run: () => (observations.adding = !observations.adding),
    },
    {
      id: 'observations.muteOutliers',
      title: () => say().commands.muteOutliers(outlierFrom),
      possible: () => misfits.byRow !== undefined,
      run: () => {
        const { outliers } = misfits
        if (outliers.length > 0) observations.mute(outliers, true)
        announcer.say(say().outliersMuted(outliers.length, outlierFrom))
      },
    },
    {
      id: 'observations.unmuteAll',
      title: () => say().commands.unmuteAll,
      possible: () => (observations.file?.mutedCount ?? 0) > 0,
      run: () => observations.mute(observations.file!.ids.keys(), false),
    },
    {
      id: 'observations.clear',
      title: () => say().commands.clear,
      possible: has,
      run: () => {
        observations.clear()
        announcer.say(say().cleared)
      },
    },
    {
      id: 'observations.export',
      title: () => say().commands.export,
      possible: has,
      run: () => void exportTable(workbench),
    },
  ]
  return commands.map(({ possible, ...command }) => ({
    ...command,
    group: 'observations',
    enabled: () => taking() && (possible?.() ?? true),
  }))
}

/** Saves the table as it stands, its muted rows as comments. */
async function exportTable({ engine, problem, observations, announcer }: Workbench): Promise<void> {
  const { file } = observations
  if (!file) return
  try {
    const { table, muted } = file
    const saved = await engine.client.call('exportObservations', { problem: problem.id, table, muted })
    saveFile(saved.fileName, saved.mediaType, saved.bytes)
    announcer.say(words().observations.exported(saved.fileName))
  } catch (error) {
    observations.fail(file.fileName, error)
  }
}
