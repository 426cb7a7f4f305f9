/**
 * Key combinations as text: modifiers in the order `Ctrl+Alt+Shift+`, then the key as `KeyboardEvent.key` names it,
 * letters in capitals, `Space` for the space bar. `Ctrl` is the command key on a Mac. Signs such as `?` are named
 * without the Shift that some keyboards need for them.
 */
export type Combination = string

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

export function combinationOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): Combination {
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key
  const isSign = name.length === 1 && !/\p{L}|\d/u.test(name)
  return [
    ...(ctrlKey || metaKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey && !isSign ? ['Shift'] : []),
    name,
  ].join('+')
}

export function keysOf(combination: Combination): readonly string[] {
  return combination.endsWith('++') ? [...combination.slice(0, -2).split('+'), '+'] : combination.split('+')
}

/** Whether a combination may act while somebody types: it has a modifier that text does not need. */
export function actsWhileTyping(combination: Combination): boolean {
  return combination.startsWith('Ctrl+') || /^F\d+$/.test(combination)
}

/** Combinations that a text field needs for itself. */
const ofTextFields = ['Ctrl+Z', 'Ctrl+Shift+Z', 'Ctrl+Y', 'Ctrl+A', 'Ctrl+C', 'Ctrl+X', 'Ctrl+V']

export function belongsToTextFields(combination: Combination): boolean {
  return !actsWhileTyping(combination) || ofTextFields.includes(combination)
}

/** Letters belong to whoever types them. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button', 'file'].includes(target.type)
}
