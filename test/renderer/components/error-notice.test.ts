import { fireEvent, render, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import ErrorNotice from '../../../src-renderer/components/ErrorNotice.svelte'
import { speak } from '../../../src-renderer/text/words.svelte'

const error = {
  code: 'no-convergence',
  kind: 'solve' as const,
  message: 'conjugate gradients stopped after 500 iterations, expected 1e-8',
  details: ['received 3e-4'],
}

afterEach(() => {
  speak('en')
  vi.unstubAllGlobals()
})

it('says what happened, what it means and what to do, and keeps the engine’s own sentence behind a disclosure', () => {
  render(ErrorNotice, { title: 'The reconstruction failed', error })
  const notice = screen.getByRole('alert')
  for (const sentence of [
    'The reconstruction failed',
    'An iteration did not converge.',
    'look for values that contradict',
  ]) {
    expect(notice.textContent).toContain(sentence)
  }
  const details = notice.querySelector('details')!
  expect(details.open).toBe(false)
  expect(details.textContent).toContain(error.message)
  expect(details.textContent).toContain('received 3e-4')
  expect(details.querySelector('code')!.textContent).toBe('no-convergence')
})

it('follows the language', async () => {
  render(ErrorNotice, { title: 'Fehler', error })
  speak('de')
  await tick()
  expect(screen.getByRole('alert').textContent).toContain('Eine Iteration ist nicht konvergiert.')
})

it('copies its details, and says so until there is another error', async () => {
  const writeText = vi.fn((text: string) => Promise.resolve(void text))
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  const { rerender } = render(ErrorNotice, { title: 'It failed', error })
  await fireEvent.click(screen.getByRole('button', { name: 'Copy details', hidden: true }))
  await tick()
  expect(writeText.mock.calls[0]![0]).toMatch(/^Code: no-convergence\nMessage: conjugate[^]*\n- received 3e-4$/)
  expect(screen.getByText('Copied')).toBeTruthy()
  await rerender({ title: 'It failed', error: { ...error } })
  expect(screen.getByText('Copy details')).toBeTruthy()
})

it('offers what its user gives it to do', async () => {
  const [run, ondismiss] = [vi.fn(), vi.fn()]
  render(ErrorNotice, { title: 'It failed', error, action: { label: 'Try again', run }, ondismiss })
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect([run.mock.calls.length, ondismiss.mock.calls.length]).toEqual([1, 1])
})
