/** Files that are written, sessions and settings. */
export const storageErrors = {
  'output-not-writable': {
    what: 'A file cannot be written.',
    means: 'The disk is full, or the folder may not be written to. What was there before is unchanged.',
    todo: 'Free some space or change the rights of the folder, and try again.',
  },
  'session-unknown': {
    what: 'There is no such session.',
    means: 'It was removed, perhaps in another window.',
    todo: 'Choose another session. What is open can be saved anew.',
  },
  'session-exists': {
    what: 'A session of this name is there already, or was saved elsewhere meanwhile.',
    means: 'Nothing was overwritten.',
    todo: 'Save under another name, or replace the other one on purpose.',
  },
  'session-format': {
    what: 'The session cannot be read.',
    means: 'The file is damaged, no session, or of a later version. What is open stays as it is.',
    todo: 'Choose another session, or update Fieldsmith.',
  },
  'session-unreadable': {
    what: 'The sessions cannot be read.',
    means: 'The folder of Fieldsmith may not be read by you.',
    todo: 'Check the rights of the folder that stands in the details.',
  },
  'settings-unreadable': {
    what: 'The settings cannot be read.',
    means: 'The usual ones hold. Your work is not affected.',
    todo: 'Choose the settings again; they are then written anew.',
  },
}
