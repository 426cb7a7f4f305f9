import type { ExportFormat } from '../../../src-main/contract/calls'
import type { Command } from '../../commands/command'
import type { Workbench } from '../../stores/workbench.svelte'
import { words } from '../../text/words.svelte'
import { formatBytes, saveFile } from './save-file'

/** In the order in which they are offered. */
export const offeredFormats: readonly ExportFormat[] = ['html', 'npz', 'vti', 'json', 'zip']

/** Saves what is looked at, with its residual report. */
export async function saveShownField({ exports, announcer }: Workbench, format: ExportFormat): Promise<void> {
  const file = await exports.file(format)
  if (!file) return
  saveFile(file.fileName, file.mediaType, file.bytes)
  announcer.say(words().report.export.saved(file.fileName, formatBytes(file.bytes.length)))
}

export function exportCommands(workbench: Workbench): Command[] {
  return offeredFormats.map((format) => ({
    id: `report.save.${format}`,
    group: 'report',
    title: () => words().report.commands.save(words().report.export.formats[format].label),
    enabled: () => workbench.exports.field !== undefined && workbench.exports.saving === undefined,
    run: () => void saveShownField(workbench, format),
  }))
}
