/** Ending of session files. */
export const sessionExtension = '.fieldsmith'

export function isSessionFile({ name }: Pick<File, 'name'>): boolean {
  return name.toLowerCase().endsWith(sessionExtension)
}
