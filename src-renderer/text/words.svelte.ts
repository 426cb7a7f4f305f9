import { de } from './de'
import { en } from './en'

/** Everything the interface says, by area. English is the form that every other language has to fill. */
export type Messages = typeof en
export type Language = 'en' | 'de'

const catalogues: Readonly<Record<Language, Messages>> = { en, de }

let spoken = $state<Language>('en')

/** The messages of the language in use; read inside markup and derivations, they follow a change of language. */
export function words(): Messages {
  return catalogues[spoken]
}

export function spokenLanguage(): Language {
  return spoken
}

export function speak(language: Language): void {
  spoken = language
  document.documentElement.lang = language
}
