import type { EngineClient } from '../../src-main/contract/calls'
import { defaultSettings, settingsSchema, type Settings as SettingsValue } from '../../src-main/contract/session'
import { speak } from '../text/words.svelte'

export type ThemeChoice = SettingsValue['theme']
export type LanguageChoice = SettingsValue['language']

/** A copy in the page, so that the window opens in its own colours before the engine has answered. */
const storageKey = 'fieldsmith.settings'

function storedCopy(): SettingsValue {
  try {
    return settingsSchema.parse(JSON.parse(localStorage.getItem(storageKey)!))
  } catch {
    return defaultSettings
  }
}

/** What a person has chosen for this machine, whatever the work at hand. Kept by the engine, in FIELDSMITH_HOME. */
export class Settings {
  /** The engine could not keep them. */
  lost = $state(false)
  /** What the engine has kept is known, or that it cannot be had. */
  loaded = $state(false)
  #value = $state.raw<SettingsValue>(storedCopy())
  readonly #client: EngineClient
  readonly #darkSystem = matchMedia('(prefers-color-scheme: dark)')
  #systemDark = $state(this.#darkSystem.matches)
  readonly dark = $derived(this.theme === 'dark' || (this.theme === 'system' && this.#systemDark))

  constructor(client: EngineClient) {
    this.#client = client
    this.#apply()
    this.#darkSystem.addEventListener('change', ({ matches }) => (this.#systemDark = matches))
  }

  get theme(): ThemeChoice {
    return this.#value.theme
  }

  get language(): LanguageChoice {
    return this.#value.language
  }

  /** The first steps have been taken or dismissed. */
  get welcomed(): boolean {
    return this.#value.welcomed
  }

  /** Takes over what the engine has kept. */
  async load(): Promise<void> {
    try {
      const { settings } = await this.#client.call('readSettings', {})
      this.#take(settings)
    } catch {
      // The copy in the page serves until the engine answers again.
    }
    this.loaded = true
  }

  set(change: Partial<SettingsValue>): void {
    this.#take({ ...this.#value, ...change })
    this.#client.call('writeSettings', change).then(
      () => (this.lost = false),
      () => (this.lost = true),
    )
  }

  #take(value: SettingsValue): void {
    this.#value = value
    localStorage.setItem(storageKey, JSON.stringify(value))
    this.#apply()
  }

  #apply(): void {
    const { theme, language } = this.#value
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    speak(language === 'system' ? languageOfSystem() : language)
  }
}

function languageOfSystem(): 'en' | 'de' {
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'
}
