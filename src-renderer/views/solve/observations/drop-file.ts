import type { OfferedFile } from '../../../stores/observations.svelte'
import { isSessionFile } from '../../session/session-file'

/** Files that may hold measurements, as a file dialog filters them. */
export const acceptedFiles = '.csv,.tsv,.txt,.dat,.json,.npy,.npz,text/csv,text/plain,text/tab-separated-values'

/** Whether a drag brings files, and not text or a link. */
export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Files as the stores take them: their bytes are loaded when their turn comes. Sessions are taken elsewhere. */
export function offeredFiles(files: Iterable<File> | null | undefined): readonly OfferedFile[] {
  const measured = [...(files ?? [])].filter((file) => !isSessionFile(file))
  return measured.map((file) => ({
    name: file.name,
    load: async () => new Uint8Array(await file.arrayBuffer()),
  }))
}
