import { describe, expect, it } from 'vitest'
import type { ObservationPreview } from '../../../src-main/contract/calls'
import { colourAt, colourMaps } from '../../../src-renderer/scene/colour-map'
import { fieldView } from '../../../src-renderer/scene/field-view'
import { misfitColour, mutedColour } from '../../../src-renderer/scene/pin-colours'
import type { Sensor } from '../../../src-renderer/stores/observations/measurements'
import { en } from '../../../src-renderer/text/en'
import { meaningKey, meanings, unitsFor } from '../../../src-renderer/views/solve/observations/column-roles'
import { newSensor } from '../../../src-renderer/views/solve/observations/new-sensor'
import { sensorPins } from '../../../src-renderer/views/solve/observations/sensor-pins'
import { problem } from '../engine-double'
import { payload } from '../scene/fields'

describe('the pin of a sensor', () => {
  const view = fieldView(
    payload(4, 4, (x) => x, { key: 'u', of: 'u' }),
    problem,
  )
  const range = { minimum: 0, maximum: 1 }
  const sensor: Sensor = { index: 4, field: 'u', x: 0.2, y: 0.4, value: 0.5, sigma: 0.1, line: 7, muted: false }
  const pinOf = (change: Partial<Sensor>) => sensorPins([{ ...sensor, ...change }], view, range)[0]!

  it.each([
    [{}, 'sensor'],
    [{ line: 0 }, 'added'],
    [{ sigma: 0 }, 'exact'],
    [{ sigma: 0, line: 0 }, 'exact'],
    [{ sigma: NaN }, 'sensor'],
    [{ muted: true, misfit: 4, line: 0 }, 'muted'],
  ] as const)('with %o is drawn as %s', (change, kind) => {
    expect(pinOf(change).kind).toBe(kind)
  })

  it('has the colour of its misfit, grey where it is muted', () => {
    expect(pinOf({ misfit: 0 }).colour).toEqual(colourAt(colourMaps.balance, 0.5))
    expect(pinOf({ misfit: -9 }).colour).toEqual(misfitColour(-3))
    expect(pinOf({ misfit: 1 }).colour).not.toEqual(misfitColour(-1))
    expect(pinOf({ misfit: 1, muted: true }).colour).toEqual(mutedColour)
  })

  it('says where it came from once it is pointed out', () => {
    expect(pinOf({}).label).toBeUndefined()
    expect(pinOf({ selected: true }).label).toBe('line 7')
    expect(pinOf({ selected: true, line: 0 }).label).toBe('by hand')
  })

  it('of an average stands in its middle, with its outline', () => {
    const pin = pinOf({ average: { shape: 'box', x: 0.6, y: 0.8 } })
    expect([pin.x, pin.y]).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.6, 12)])
    expect(pin.outline).toHaveLength(5)
  })
})

describe('a sensor that is about to be added', () => {
  const point = { x: 0.1, y: 0.2 }
  it('is on the field that is shown, or on the solution where that cannot be measured', () => {
    expect(newSensor(problem, 'a', point, 3)).toMatchObject({ field: 'a', x: 0.1, y: 0.2, value: 3, sigma: NaN })
    expect(newSensor(problem, 'residual', point)).toMatchObject({ field: 'u', value: 0 })
  })

  it('has a value that its field can take', () => {
    const positive = { fields: [{ ...problem.fields[0]!, minimum: 0.5 }] }
    expect(newSensor(positive, 'a', point).value).toBe(0.5)
  })
})

describe('what a column may hold', () => {
  const targets: ObservationPreview['targets'] = [
    { role: 'x', field: null, unit: 'm', accepts: ['m', 'km'] },
    { role: 'y', field: null, unit: 's', accepts: ['s', 'h'] },
    { role: 'value', field: 'u', unit: 'm', accepts: ['m', 'cm'] },
  ]
  const now = { role: 'ignore', field: null } as const

  it('is called as the problem calls it', () => {
    const choices = meanings(targets, now, problem, { x: 'x', y: 't' }, en.observations.import)
    const labels = choices.map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(['Not used', 'Position x', 'Position t', 'Which field', 'Value']))
    expect(labels).toContain('Value of Pressure head (u)')
    expect(new Set(choices.map(meaningKey)).size).toBe(choices.length)
  })

  it('always offers what it is taken for now', () => {
    const odd = { role: 'value', field: 'q' } as const
    const keys = meanings(targets, odd, problem, { x: 'x', y: 'y' }, en.observations.import).map(({ key }) => key)
    expect(keys).toContain(meaningKey(odd))
  })

  it('comes in units that convert, those of the problem first', () => {
    expect(unitsFor(targets, { role: 'y', field: null })).toEqual(['s', 'h'])
    expect(unitsFor(targets, { role: 'value', field: 'u' })).toEqual(['m', 'cm'])
    expect(unitsFor(targets, now)).toEqual([])
  })
})
