/** How well what was typed fits a command's name; undefined where it does not. Smaller is better. */
export function rankOf(typed: string, name: string): number | undefined {
  const wanted = plain(typed).trim()
  const candidate = plain(name)
  if (wanted === '') return 0
  const at = candidate.indexOf(wanted)
  if (at === 0) return 0
  if (at > 0) return /[\s(]/.test(candidate[at - 1]!) ? 1 : 2
  const words = wanted.split(/\s+/)
  if (words.length > 1 && words.every((word) => candidate.includes(word))) return 3
  return isSubsequence(wanted.replaceAll(' ', ''), candidate) ? 4 : undefined
}

/** Without case and accents, so that `losen` finds `Lösen`. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function isSubsequence(wanted: string, candidate: string): boolean {
  let found = 0
  for (const letter of candidate) if (letter === wanted[found]) found += 1
  return found === wanted.length
}
