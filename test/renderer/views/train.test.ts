import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import App from '../../../src-renderer/App.svelte'
import type { RunSummary } from '../../../src-main/contract/calls'
import { description, EngineDouble, problem, sampleOf, settle } from '../engine-double'
import { comparedOf, rowOf, runOf, statusOf, stripOf, teacher } from '../training-double'

let engine: EngineDouble

beforeEach(() => {
  localStorage.clear()
  engine = new EngineDouble()
})

async function openApp(): Promise<void> {
  render(App, { client: engine })
  await engine.waiting('describe').answer(description)
  await tick()
  const first = engine.waiting('generate')
  await first.answer(sampleOf(first.request))
}

async function listRuns(...runs: RunSummary[]): Promise<void> {
  await engine.waiting('listTraining').answer({ teachers: [teacher], runs })
  await tick()
}

/** The training view with these runs; the first one's curve waits to be answered. */
async function openTraining(...runs: RunSummary[]): Promise<void> {
  await openApp()
  await listRuns(...runs)
  await fireEvent.keyDown(document.body, { key: 't' })
  await tick()
  await listRuns(...runs)
}

async function answerStatus(run: RunSummary, rows: number[][] = []): Promise<void> {
  await engine.waiting('trainingStatus').answer(statusOf(run, rows))
  await tick()
}

const shown = (): HTMLElement => document.querySelector('main:not([hidden])')!
const plain = (element: Element): string => element.textContent!.replaceAll(/\s+/g, ' ').trim()
const button = (name: string | RegExp): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name })

describe('the view switch', () => {
  it('changes by the top bar and by keys, and leaves what was typed in either view', async () => {
    await openApp()
    await listRuns()
    await fireEvent.input(screen.getByRole('slider', { name: /Source/ }), { target: { value: '1' } })
    await fireEvent.click(screen.getByRole('radio', { name: 'Train' }))
    await tick()
    await listRuns()
    expect(shown().textContent).toContain('New student')
    const guidance = screen.getByRole('textbox', { name: 'Weight of the guidance' })
    await fireEvent.input(guidance, { target: { value: '7' } })
    await fireEvent.keyDown(guidance, { key: 'Enter' })
    await fireEvent.keyDown(guidance, { key: 's' })
    expect(shown().textContent).toContain('New student')
    await fireEvent.keyDown(document.body, { key: 's' })
    await tick()
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: /Source strength/ }).value).toBe('4')
    await fireEvent.keyDown(document.body, { key: 't' })
    await tick()
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Weight of the guidance' }).value).toBe('7')
  })

  it('gives the keys to the view that is shown', async () => {
    await openTraining()
    await fireEvent.keyDown(document.body, { key: 'n' })
    expect(engine.count('generate')).toBe(1)
    await fireEvent.keyDown(document.body, { key: 's' })
    await tick()
    await fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true })
    expect(engine.count('startTraining')).toBe(0)
  })

  it('says how far a run is while one solves', async () => {
    await openApp()
    await listRuns(runOf({ step: 610 }))
    expect(screen.getByRole('radio', { name: 'Train 43 %' })).toBeTruthy()
  })
})

describe('an empty training view', () => {
  it('says what to do', async () => {
    await openTraining()
    expect(screen.getByRole('heading', { name: 'Train a student of your own' })).toBeTruthy()
    expect(button('Start training').disabled).toBe(false)
  })

  it('says how to come by a teacher', async () => {
    await openApp()
    await fireEvent.keyDown(document.body, { key: 't' })
    await engine.waiting('listTraining').answer({ teachers: [], runs: [] })
    await tick()
    expect(screen.getByText(/no teacher to learn from/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Start training' })).toBeNull()
  })

  it('says what to do with a teacher that has no recipe', async () => {
    await openApp()
    await fireEvent.keyDown(document.body, { key: 't' })
    await engine.waiting('listTraining').answer({ teachers: [{ ...teacher, recipe: null }], runs: [] })
    await tick()
    expect(screen.getByText(/there is no recipe to start from/)).toBeTruthy()
  })

  it('says why the list cannot be read, and tries again', async () => {
    await openApp()
    await fireEvent.keyDown(document.body, { key: 't' })
    await engine.waiting('listTraining').fail({ message: 'runs/ cannot be read' })
    await engine.waiting('listTraining').fail({ message: 'runs/ cannot be read' })
    await tick()
    expect(screen.getByText('runs/ cannot be read')).toBeTruthy()
    await fireEvent.click(button('Try again'))
    await listRuns()
    expect(screen.queryByText('runs/ cannot be read')).toBeNull()
  })
})

describe('a new run', () => {
  it('is started with what was set', async () => {
    await openTraining()
    await fireEvent.input(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'mine' } })
    const steps = screen.getByRole('radiogroup', { name: /Sampling steps that the student/ })
    await fireEvent.click(within(steps).getByRole('radio', { name: '2' }))
    await fireEvent.click(screen.getByRole('radio', { name: 'Fixed' }))
    const length = screen.getByRole('textbox', { name: 'Length in updates' })
    await fireEvent.keyDown(length, { key: 'ArrowUp' })
    await fireEvent.click(button('Start training'))
    expect(engine.waiting('startTraining').request).toEqual({
      teacher: teacher.id,
      name: 'mine',
      steps: 1500,
      maximumSteps: 2,
      guidance: 20,
      combination: 'fixed',
      seed: 1,
    })
    await engine.waiting('startTraining').answer({ run: runOf({ id: 'r9', name: 'mine', step: 0 }) })
    await tick()
    expect(screen.getByRole('heading', { name: 'mine' })).toBeTruthy()
    expect(plain(shown())).toContain('the first ones come soon')
  })

  it('with a bad name says what is wrong beside the name', async () => {
    await openTraining(runOf({ state: 'paused' }))
    const name = screen.getByRole('textbox', { name: 'Name' })
    await fireEvent.input(name, { target: { value: 'darcy-64-k4' } })
    expect(screen.getByRole('alert').textContent).toBe('A run or a model has this name already')
    expect(name.getAttribute('aria-invalid')).toBe('true')
    expect(button('Start training').disabled).toBe(true)
  })

  it('that is refused says why above the button', async () => {
    await openTraining()
    await fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true })
    await engine.waiting('startTraining').fail({ message: 'another run is at work' })
    await tick()
    expect(screen.getByText('another run is at work')).toBeTruthy()
    expect(button('Start training').disabled).toBe(false)
  })
})

describe('a run', () => {
  it('shows how far it is, its curves with the model in use beside them, and its samples', async () => {
    await openTraining(runOf())
    const rows = [rowOf(100, 4), rowOf(200, 1, 0.5)]
    await engine.waiting('trainingStatus').answer({
      ...statusOf(runOf({ etaSeconds: 130 }), rows),
      strip: stripOf(200),
    })
    await tick()
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('14')
    expect(plain(shown())).toMatch(/200 of 1.400 updates Distilling the student about 3 min left/)
    const chart = screen.getByRole('figure', { name: 'PDE error' })
    expect(plain(chart)).toMatch(/1\.00/)
    expect(plain(chart)).toContain('in use')
    expect(plain(screen.getByRole('region', { name: 'So far' }))).toMatch(
      /4\.0 times below the first.*0\.500 the samples vary less than the data/,
    )
    const samples = screen.getByRole('region', { name: 'Samples' })
    expect(within(samples).getAllByRole('img')).toHaveLength(8)
    expect(within(samples).getByRole('img', { name: /^Sample 4: Pressure head, from/ })).toBeTruthy()
  })

  it('is read update by update with the arrow keys', async () => {
    await openTraining(runOf({ state: 'paused' }))
    await answerStatus(runOf({ state: 'paused' }), [rowOf(100, 4), rowOf(200, 3), rowOf(300, 2)])
    const curves = screen.getByRole('application', { name: /Learning curves/ })
    const read = (): string => plain(screen.getByRole('figure', { name: 'PDE error' }).querySelector('figcaption')!)
    expect(read()).toContain('2.00')
    await fireEvent.keyDown(curves, { key: 'ArrowLeft' })
    await fireEvent.keyDown(curves, { key: 'ArrowLeft' })
    expect(read()).toContain('3.00')
    await fireEvent.keyDown(curves, { key: 'Home' })
    expect(read()).toContain('4.00')
    await fireEvent.keyDown(curves, { key: 'ArrowLeft' })
    expect(read()).toContain('4.00')
    await fireEvent.keyDown(curves, { key: 'Escape' })
    expect(read()).toContain('2.00')
  })

  it('is paused, resumed and cancelled by its buttons, and paused by a key', async () => {
    await openTraining(runOf())
    await answerStatus(runOf())
    await fireEvent.keyDown(document.body, { key: 'p' })
    expect(engine.waiting('pauseTraining').request).toEqual({ run: 'r1' })
    expect(button('Pause').disabled).toBe(true)
    await engine.waiting('pauseTraining').answer({ run: runOf({ state: 'paused' }) })
    await tick()
    await fireEvent.click(button('Resume'))
    await engine.waiting('resumeTraining').answer({ run: runOf() })
    await tick()
    expect(document.activeElement).toBe(button('Pause'))
    await fireEvent.click(button('Cancel'))
    await engine.waiting('cancelTraining').fail({ message: 'it does not answer' })
    await tick()
    expect(screen.getByText('The run was not cancelled')).toBeTruthy()
    expect(screen.getByText('it does not answer')).toBeTruthy()
    await fireEvent.click(button('Dismiss'))
    expect(screen.queryByText('it does not answer')).toBeNull()
  })

  it('that failed says why', async () => {
    const error = {
      code: 'distillation-collapsed',
      kind: 'solve',
      message: 'u lost its variance',
      details: [],
    } as const
    await openTraining(runOf({ state: 'failed', error: { ...error, details: [] } }))
    expect(screen.getByText('Training failed')).toBeTruthy()
    expect(screen.getByText('u lost its variance')).toBeTruthy()
    expect(button('Resume')).toBeTruthy()
  })

  it('is chosen from the list, also with the arrow keys', async () => {
    const runs = [runOf({ state: 'paused' }), runOf({ id: 'r2', name: 'other', state: 'cancelled' })]
    await openTraining(...runs)
    await answerStatus(runs[0]!)
    const list = screen.getByRole('region', { name: 'Runs' })
    await fireEvent.keyDown(within(list).getByRole('button', { name: /darcy-64-k4/ }), { key: 'ArrowDown' })
    await tick()
    expect(screen.getByRole('heading', { name: 'other' })).toBeTruthy()
    expect(document.activeElement).toBe(within(list).getByRole('button', { name: /other/ }))
  })
})

describe('a finished run', () => {
  const finished = runOf({ state: 'finished', step: 1400 })

  async function openFinished(): Promise<void> {
    await openTraining(finished)
    await answerStatus(finished, [rowOf(1400)])
  }
  async function answerComparison(): Promise<void> {
    const { seed } = engine.waiting('compareTraining').request
    await engine.waiting('compareTraining').answer({
      parameters: {},
      seed: seed ?? 1,
      trained: comparedOf('darcy-64-k4', 0.2),
      inUse: comparedOf('darcy-64-student', 0.4),
    })
    await tick()
  }

  it('is set beside the model in use, with a sample of each', async () => {
    await openFinished()
    await answerComparison()
    const table = screen.getByRole('table')
    const row = within(table).getByRole('row', { name: /^PDE error 0/ })
    expect(plain(row)).toBe('PDE error0.2000.400')
    const comparison = screen.getByRole('region', { name: 'Comparison' })
    expect(within(comparison).getAllByRole('img')).toHaveLength(6)
    await fireEvent.click(button('Compare with another seed'))
    expect(engine.waiting('compareTraining').request).not.toMatchObject({ seed: 1 })
    await answerComparison()
    const steps = screen.getByRole('radiogroup', { name: 'Sampling steps of the comparison' })
    await fireEvent.click(within(steps).getByRole('radio', { name: '4' }))
    expect(engine.waiting('compareTraining').request).toMatchObject({ steps: 4 })
  })

  it('says why it cannot be compared, and tries again', async () => {
    await openFinished()
    await engine.waiting('compareTraining').fail({ message: 'the package is damaged' })
    await tick()
    expect(screen.getByText('the package is damaged')).toBeTruthy()
    await fireEvent.click(button('Try again'))
    await answerComparison()
    expect(screen.queryByText('the package is damaged')).toBeNull()
  })

  it('is promoted, and the solve view draws with it', async () => {
    await openFinished()
    await answerComparison()
    await fireEvent.click(button('Promote to the library'))
    await engine.waiting('promoteTraining').answer({ run: { ...finished, state: 'promoted' } })
    const [former] = description.models
    await engine.waiting('describe').answer({
      ...description,
      models: [
        { ...former!, inUse: false },
        { ...former!, id: 'darcy-64-k4', sha256: 'ef'.repeat(32), origin: 'library', steps: [1, 2, 3, 4] },
      ],
    })
    await tick()
    expect(screen.getByText(/It is in the library and the model in use for Darcy flow/)).toBeTruthy()
    const sample = engine.waiting('generate')
    const drawn = sampleOf(sample.request)
    await sample.answer({ ...drawn, model: { id: 'darcy-64-k4', sha256: 'ef'.repeat(32) } })
    await fireEvent.keyDown(document.body, { key: 's' })
    await tick()
    const steps = screen.getByRole('radiogroup', { name: 'Sampling steps' })
    expect(within(steps).getAllByRole('radio').map(plain)).toEqual(['1', '2', '3', '4'])
    await fireEvent.change(screen.getByRole('combobox', { name: 'Model' }), { target: { value: former!.id } })
    expect(engine.waiting('useModel').request).toEqual({ id: former!.id })
    await engine.waiting('useModel').fail({ message: 'its files are gone' })
    await tick()
    expect(screen.getByText('its files are gone')).toBeTruthy()
  })

  it('is discarded only after a question that names what is lost', async () => {
    await openFinished()
    await fireEvent.click(button('Discard…'))
    const dialog = screen.getByRole('dialog', { name: 'Discard darcy-64-k4?' })
    expect(plain(dialog)).toMatch(/1.400 updates of training.*learning curves.*finished student.*cannot be undone/)
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep it' }))
    expect(engine.count('discardTraining')).toBe(0)
    await fireEvent.click(button('Discard…'))
    await fireEvent.click(button('Discard darcy-64-k4'))
    expect(engine.waiting('discardTraining').request).toEqual({ run: 'r1' })
    await engine.waiting('discardTraining').answer({})
    await engine.waiting('describe').answer(description)
    await tick()
    expect(screen.getByRole('heading', { name: 'Train a student of your own' })).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Teacher' }))
  })
})

describe('the problem picker', () => {
  it('opens another problem, and keeps what was set in each', async () => {
    const other = { ...problem, id: 'other', title: 'Another flow' }
    const models = [...description.models, { ...description.models[0]!, id: 'm2', problem: 'other', steps: [1] }]
    render(App, { client: engine })
    await engine.waiting('describe').answer({ ...description, problems: [problem, other], models })
    await tick()
    await engine.waiting('generate').answer(sampleOf(engine.waiting('generate').request))
    await fireEvent.input(screen.getByRole('slider', { name: /Source/ }), { target: { value: '1' } })
    await engine.waiting('generate').answer(sampleOf(engine.waiting('generate').request))
    const picker = screen.getByRole('combobox', { name: 'Problem' })
    expect(within(picker).getAllByRole('option').map(plain)).toEqual(['Darcy flow', 'Another flow'])
    await fireEvent.change(picker, { target: { value: 'other' } })
    await tick()
    expect(engine.waiting('generate').request).toMatchObject({ problem: 'other', parameters: { source: 1 } })
    expect(screen.queryByRole('radiogroup', { name: 'Sampling steps' })).toBeNull()
    await fireEvent.change(screen.getByRole('combobox', { name: 'Problem' }), { target: { value: 'darcy' } })
    await tick()
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: /Source strength/ }).value).toBe('4')
    expect(engine.count('generate')).toBe(3)
    await settle()
  })

  it('is a plain title where one problem has a model', async () => {
    await openApp()
    expect(screen.queryByRole('combobox', { name: 'Problem' })).toBeNull()
    expect(screen.getByRole('heading', { name: 'Darcy flow' })).toBeTruthy()
  })
})
