/** Whether a drag brings files, and not text or a link. */
export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Content of the one file that was chosen; several at once are refused rather than all but one ignored. */
export async function onlyFileBytes([file, ...others]: readonly File[]): Promise<Uint8Array<ArrayBuffer>> {
  if (!file || others.length > 0) throw new Error(`one file at a time, received ${others.length + 1}`)
  return new Uint8Array(await file.arrayBuffer())
}
