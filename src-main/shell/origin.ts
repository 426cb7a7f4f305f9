/** The page's address inside the app. A scheme of its own, because `file:` pages may read other files. */
export const pageScheme = 'app'
export const pageOrigin = 'app://fieldsmith'
export const pageUrl = `${pageOrigin}/`

/** The path of a page address, or nothing if it is not one of ours. */
export function pagePath(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, host, pathname } = new URL(url)
  // `origin` of a scheme that is not registered as standard is the string "null", so the parts are compared.
  return `${protocol}//${host}` === pageOrigin ? pathname : undefined
}

export function isOwnPage(url: string | undefined): boolean {
  return url !== undefined && pagePath(url) !== undefined
}

interface Frame {
  readonly url: string
  readonly parent: unknown
}

/** Whether a message comes from the main frame of our own page, judged by where it is now (checklist, item 17). */
export function isOwnMainFrame(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}
