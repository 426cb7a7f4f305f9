import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import App from '../../../src-renderer/App.svelte'
import { cardBeside } from '../../../src-renderer/views/gallery/card-beside'
import { description, problem, sampleOf } from '../engine-double'
import { answerSample, engine, freshEngine, key } from './open-app'

const poisson = { ...problem, id: 'poisson', title: "Poisson's equation" }
const heat = { ...problem, id: 'heat', title: 'Heat conduction' }
const latex = '\\nabla^2 u = f \\ \\text{in}\\ (0,1)^2,\\qquad u = 0'

async function openGallery(): Promise<HTMLElement> {
  const [student] = description.models
  render(App, { client: engine })
  await engine.waiting('describe').answer({
    ...description,
    problems: [problem, poisson, heat].map((one) => ({ ...one, equation: { ...one.equation, latex } })),
    models: [student!, { ...student!, id: 'poisson-64-student', problem: 'poisson' }],
  })
  await tick()
  await answerSample()
  await key('g')
  await tick()
  return screen.getByRole('dialog', { name: 'Problems' })
}

describe('the gallery', () => {
  beforeEach(freshEngine)

  it('shows every problem with its equation, what it is for, and whether there is a model', async () => {
    const dialog = await openGallery()
    const cards = within(dialog).getAllByRole('button', { name: /Darcy|Poisson|Heat/ })
    expect(cards).toHaveLength(3)
    const whole = cards.map((card) => card.closest('li')!)
    for (const card of whole) expect(card.querySelector('math')).toBeTruthy()
    expect(whole[0]!.textContent).toContain('Groundwater')
    expect(cards[0]!.getAttribute('aria-current')).toBe('true')
    expect(cards[2]!.getAttribute('aria-disabled')).toBe('true')
    expect(whole[2]!.textContent).toContain('No model yet')
  })

  it('draws one sample after another, of what has a model', async () => {
    const dialog = await openGallery()
    for (const id of ['darcy', 'poisson']) {
      const call = engine.waiting('generate')
      expect(call.request).toMatchObject({ problem: id, parameters: {} })
      await call.answer(sampleOf(call.request))
    }
    await tick()
    expect(engine.held.filter(({ name }) => name === 'generate')).toEqual([])
    expect(within(dialog).getAllByRole('img', { name: 'Sample of the pressure head' })).toHaveLength(2)
  })

  it('goes without the picture of a model that fails', async () => {
    const dialog = await openGallery()
    await engine.waiting('generate').fail({ code: 'model-load' })
    const next = engine.waiting('generate')
    expect(next.request.problem).toBe('poisson')
    await next.answer(sampleOf(next.request))
    await tick()
    expect(within(dialog).getAllByRole('img')).toHaveLength(1)
  })

  it('opens a problem that has a model, and no other', async () => {
    const dialog = await openGallery()
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Heat conduction' }))
    expect(screen.getByRole('combobox', { name: 'Problem' })).toHaveProperty('value', 'darcy')
    await fireEvent.click(within(dialog).getByRole('button', { name: "Poisson's equation" }))
    await tick()
    expect(screen.getByRole('combobox', { name: 'Problem' })).toHaveProperty('value', 'poisson')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

describe('the card beside another', () => {
  // Two rows of three and two cards.
  const boxes = [0, 100, 200, 0, 100].map((left, i) => ({ left, top: i < 3 ? 0 : 80 }))
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 2, 3],
    ['ArrowRight', 4, undefined],
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, undefined],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 2, 4],
    ['ArrowDown', 3, undefined],
    ['ArrowUp', 4, 1],
    ['Home', 4, 0],
    ['End', 0, 4],
    ['Enter', 1, undefined],
    ['ArrowRight', -1, undefined],
  ])('by %s from %d is %s', (pressed, at, to) => expect(cardBeside(boxes, at, pressed)).toBe(to))
})
