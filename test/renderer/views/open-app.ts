/** The whole window over an engine double, as a person handles it. */
import { fireEvent, render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import App from '../../../src-renderer/App.svelte'
import { description, EngineDouble, sampleOf, settle } from '../engine-double'

/** The engine of the app that is open. */
export let engine: EngineDouble

/** Forgets everything, for the next test. */
export function freshEngine(): void {
  localStorage.clear()
  engine = new EngineDouble()
}

export async function openApp(): Promise<void> {
  render(App, { client: engine })
  await engine.waiting('describe').answer(description)
  await tick()
  const first = engine.waiting('generate')
  await first.answer(sampleOf(first.request))
  await tick()
}

export async function answerSample(height = 1): Promise<void> {
  const call = engine.waiting('generate')
  await call.answer(sampleOf(call.request, height))
  await tick()
}

export const picture = (): HTMLElement => screen.getByRole('application')
export const key = (pressed: string, options: object = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key: pressed, ...options })

export async function drop(...names: string[]): Promise<void> {
  const files = names.map((name) => new File(['field,x,y,value\n'], name, { type: 'text/csv' }))
  const event = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { types: ['Files'], files } })
  window.dispatchEvent(event)
  await settle()
  await settle()
}

export async function dropGood(name = 'wells.csv'): Promise<void> {
  await drop(name)
  await engine.readFile()
  await tick()
}
