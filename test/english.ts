/** Whether a window in German has English left in it. */
import { de } from '../src-renderer/text/de'
import { en } from '../src-renderer/text/en'

/** Every text of a catalogue that depends on nothing. */
function textsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(textsOf) : []
}
const german = new Set(textsOf(de))
const onlyEnglish = new Set(textsOf(en).filter((text) => text.length > 2 && !german.has(text)))
/** Words that stand in English sentences, and are no German words. */
const englishWords = /\b(the|of|and|is|are|with|from|this|that|each|by|no|not|to|for|yet|which|its)\b/i

export function isEnglish(text: string): boolean {
  return onlyEnglish.has(text) || englishWords.test(text)
}

/**
 * What a person reads or hears of the page, but for what is said to be English: the engine's own sentences, and code. An
 * open dialog is all that there is. Needs nothing but the page, so that a browser can be asked for it.
 */
export function spokenTexts(): string[] {
  const root = document.querySelector('dialog[open]') ?? document.body
  const texts: string[] = []
  for (const element of root.querySelectorAll('*')) {
    if (element.closest('[hidden], [lang="en"], code, pre, script, style, annotation, dialog:not([open])')) continue
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'aria-roledescription', 'alt']) {
      texts.push(element.getAttribute(name) ?? '')
    }
    for (const node of element.childNodes) if (node.nodeType === 3) texts.push(node.textContent ?? '')
  }
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
}
