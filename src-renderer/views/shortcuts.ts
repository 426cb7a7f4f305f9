/** What the keyboard does; feeds the key handlers' documentation and the help window alike. */
export interface Shortcut {
  readonly keys: readonly string[]
  readonly does: string
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      { keys: ['S'], does: 'Solve' },
      { keys: ['T'], does: 'Train' },
      { keys: ['?'], does: 'This help' },
    ],
  },
  {
    title: 'Solving',
    shortcuts: [
      { keys: ['Ctrl', 'O'], does: 'Open a sensor file' },
      { keys: ['Ctrl', 'Enter'], does: 'Reconstruct' },
      { keys: ['N'], does: 'New sample' },
      { keys: ['1 … 3'], does: 'Choose a field' },
      { keys: ['M'], does: 'Sample or reconstruction' },
      { keys: ['C'], does: 'Refined or raw' },
      { keys: ['V'], does: 'Mean, spread, one sample, quantile' },
      { keys: [',', '.'], does: 'Previous, next sample or quantile' },
      { keys: ['F'], does: 'Surface or flat map' },
      { keys: ['L'], does: 'Hold the colour range' },
      { keys: ['R'], does: 'Reset the camera' },
      { keys: ['P'], does: 'Probe with the keyboard' },
    ],
  },
  {
    title: 'In the picture',
    shortcuts: [
      { keys: ['←', '→', '↑', '↓'], does: 'Turn; shift the flat map' },
      { keys: ['Shift', 'arrows'], does: 'Shift' },
      { keys: ['+', '−'], does: 'Nearer, further' },
      { keys: ['Home'], does: 'Reset the camera' },
    ],
  },
  {
    title: 'While probing',
    shortcuts: [
      { keys: ['←', '→', '↑', '↓'], does: 'To the next cell' },
      { keys: ['Shift', 'arrows'], does: 'Eight cells on' },
      { keys: ['Esc'], does: 'Stop probing' },
    ],
  },
  {
    title: 'Training',
    shortcuts: [
      { keys: ['Ctrl', 'Enter'], does: 'Start training' },
      { keys: ['P'], does: 'Pause or resume the run' },
      { keys: ['←', '→'], does: 'Read the curves' },
      { keys: ['↑', '↓'], does: 'Choose a run in the list' },
    ],
  },
]

/** Letters belong to whoever types them: no shortcut without a modifier acts there. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== 'range' && target.type !== 'checkbox'
}
