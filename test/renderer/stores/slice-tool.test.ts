import { beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { SliceTool } from '../../../src-renderer/stores/slice-tool.svelte'
import { Workbench } from '../../../src-renderer/stores/workbench.svelte'
import { EngineDouble, problem } from '../engine-double'

let display: Workbench['display']
let tool: SliceTool

beforeEach(() => {
  display = new Workbench(new Engine(new EngineDouble()), problem, true).display
  tool = new SliceTool(display)
})

describe('a line', () => {
  it('is drawn by its two ends, shown meanwhile, and kept when it is complete', () => {
    tool.start()
    expect(tool.setEnd({ x: 0.1, y: 0.2 }, false)).toBe(false)
    tool.preview({ x: 0.4, y: 0.3 }, false)
    expect(tool.slice?.to).toEqual({ x: 0.4, y: 0.3 })
    expect(display.settings.slice).toBeNull()
    expect(tool.setEnd({ x: 0.9, y: 0.8 }, false)).toBe(true)
    expect(display.settings.slice).toEqual({ x1: 0.1, y1: 0.2, x2: 0.9, y2: 0.8 })
    expect(tool.drawing).toBeUndefined()
  })

  it('is level or upright where that is asked for, and never without length', () => {
    tool.start()
    tool.setEnd({ x: 0.1, y: 0.2 }, false)
    expect(tool.setEnd({ x: 0.1, y: 0.2 }, false)).toBe(false)
    tool.setEnd({ x: 0.9, y: 0.3 }, true)
    expect(display.settings.slice).toEqual({ x1: 0.1, y1: 0.2, x2: 0.9, y2: 0.2 })
  })

  it('is dragged by either end, and kept when that is let go', () => {
    display.set({ slice: { x1: 0, y1: 0, x2: 1, y2: 1 } })
    tool.drag('from', { x: 0.5, y: 0 }, false)
    expect(tool.slice).toEqual({ from: { x: 0.5, y: 0 }, to: { x: 1, y: 1 } })
    expect(display.settings.slice?.x1).toBe(0)
    tool.letGo()
    expect(display.settings.slice).toEqual({ x1: 0.5, y1: 0, x2: 1, y2: 1 })
    tool.drag('to', { x: 0.9, y: 0.2 }, true)
    tool.letGo()
    expect(display.settings.slice).toEqual({ x1: 0.5, y1: 0, x2: 0.9, y2: 0 })
  })

  it('stays when another is begun and given up, and goes when it is removed', () => {
    display.set({ slice: { x1: 0, y1: 0, x2: 1, y2: 1 } })
    tool.start()
    tool.setEnd({ x: 0.3, y: 0.3 }, false)
    tool.stop()
    expect(tool.slice).toEqual({ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } })
    tool.remove()
    expect(tool.active).toBe(false)
    expect(display.settings.slice).toBeNull()
  })
})
