import type { Command } from '../../commands/command'
import { words } from '../../text/words.svelte'
import type { SessionFlow } from './session-flow.svelte'

/** What is being typed into a field counts as set, as if the field were left. */
function finishTyping(): void {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement)) return
  field.blur()
  field.focus()
}

/** What can be done with sessions and steps; `choose` asks for a session file. Browsers keep Ctrl+N to themselves. */
export function sessionCommands(flow: SessionFlow, choose: () => void): readonly Command[] {
  const { session } = flow
  const begun = (): boolean => session.history.present !== undefined
  const title = (name: keyof ReturnType<typeof words>['session']['commands']) => () => words().session.commands[name]
  return [
    {
      id: 'session.new',
      group: 'file',
      title: title('new'),
      keys: ['Ctrl+Alt+N'],
      enabled: begun,
      run: () => flow.begin(),
    },
    { id: 'session.open', group: 'file', title: title('open'), keys: ['Ctrl+Shift+O'], run: () => flow.browse() },
    {
      id: 'session.save',
      group: 'file',
      title: title('save'),
      keys: ['Ctrl+S'],
      enabled: begun,
      run: () => {
        finishTyping()
        flow.save()
      },
    },
    {
      id: 'session.saveAs',
      group: 'file',
      title: title('saveAs'),
      keys: ['Ctrl+Shift+S'],
      enabled: begun,
      run: () => flow.saveAs(),
    },
    { id: 'session.import', group: 'file', title: title('import'), enabled: begun, run: choose },
    { id: 'session.export', group: 'file', title: title('export'), enabled: begun, run: () => void flow.export() },
    {
      id: 'edit.undo',
      group: 'edit',
      title: title('undo'),
      keys: ['Ctrl+Z'],
      enabled: () => session.history.canUndo,
      run: () => session.undo(),
    },
    {
      id: 'edit.redo',
      group: 'edit',
      title: title('redo'),
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      enabled: () => session.history.canRedo,
      run: () => session.redo(),
    },
  ]
}
