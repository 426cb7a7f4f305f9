import { defaultViewSettings, type ViewSettings } from '../../../src-main/contract/view-settings'
import type { Command } from '../../commands/command'
import { colourMaps, type ColourMapName } from '../../scene/colour-map'
import type { FieldView } from '../../scene/field-view'
import type { Display } from '../../stores/display.svelte'
import { words } from '../../text/words.svelte'
import { residualOverlay } from './stage-content'

/** Isolines where nobody has said how many. */
export const usualContours = 10
const reliefStep = 1.25
export const reliefBounds = { minimum: 0.1, maximum: 4 }

/** What of the settings says how a picture is drawn, as against what it shows. */
export const usualDrawing: Partial<ViewSettings> = Object.fromEntries(
  (['map', 'signedMap', 'range', 'contours', 'arrows', 'streamlines', 'overlay', 'relief'] as const).map((key) => [
    key,
    defaultViewSettings[key],
  ]),
)

/** The setting that the colours of a view come from. */
export function mapSettingOf({ map }: FieldView): 'map' | 'signedMap' {
  return map.kind === 'diverging' ? 'signedMap' : 'map'
}

/** How a field is drawn: lines, arrows, hatches, colours and height. */
export function drawingCommands(display: Display, isActive: () => boolean): Command[] {
  const titles = () => words().stage.drawing.commands
  const shown = (): boolean => isActive() && display.view !== undefined
  const toggle = (key: 'arrows' | 'streamlines' | 'overlay'): void => display.set({ [key]: !display.settings[key] })
  const raise = (factor: number): void => {
    const { minimum, maximum } = reliefBounds
    display.set({ relief: Math.min(maximum, Math.max(minimum, display.settings.relief * factor)) })
  }
  const nextMap = (): void => {
    const { view } = display
    if (!view) return
    const names = (Object.keys(colourMaps) as ColourMapName[]).filter((name) => colourMaps[name].kind === view.map.kind)
    const next = names[(names.indexOf(view.map.name) + 1) % names.length]!
    display.set({ [mapSettingOf(view)]: next })
  }
  return [
    {
      id: 'view.contours',
      group: 'picture',
      title: () => titles().contours,
      keys: ['I'],
      enabled: shown,
      checked: () => display.settings.contours > 0,
      run: () => display.set({ contours: display.settings.contours > 0 ? 0 : usualContours }),
    },
    {
      id: 'view.arrows',
      group: 'picture',
      title: () => titles().arrows,
      keys: ['Shift+A'],
      enabled: () => shown() && display.view!.flow !== undefined,
      checked: () => display.settings.arrows,
      run: () => toggle('arrows'),
    },
    {
      id: 'view.streamlines',
      group: 'picture',
      title: () => titles().streamlines,
      keys: ['Shift+S'],
      enabled: () => shown() && display.view!.flow !== undefined,
      checked: () => display.settings.streamlines,
      run: () => toggle('streamlines'),
    },
    {
      id: 'view.overlay',
      group: 'picture',
      title: () => titles().overlay,
      keys: ['Shift+R'],
      enabled: () => shown() && residualOverlay(display.view!) !== undefined,
      checked: () => display.settings.overlay,
      run: () => toggle('overlay'),
    },
    {
      id: 'view.colours',
      group: 'picture',
      title: () => titles().nextColours,
      keys: ['Shift+C'],
      enabled: shown,
      run: nextMap,
    },
    {
      id: 'view.relief.higher',
      group: 'picture',
      title: () => titles().higher,
      keys: ['Shift+PageUp'],
      enabled: () => shown() && !display.settings.flat,
      run: () => raise(reliefStep),
    },
    {
      id: 'view.relief.lower',
      group: 'picture',
      title: () => titles().lower,
      keys: ['Shift+PageDown'],
      enabled: () => shown() && !display.settings.flat,
      run: () => raise(1 / reliefStep),
    },
    {
      id: 'view.drawing.reset',
      group: 'picture',
      title: () => titles().reset,
      enabled: shown,
      run: () => display.set(usualDrawing),
    },
  ]
}
