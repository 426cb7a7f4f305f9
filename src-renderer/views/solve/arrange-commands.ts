import type { Command } from '../../commands/command'
import { openPlots, saveVisiblePlots } from '../../components/plot/open-plots'
import type { Announcer } from '../../stores/announcer.svelte'
import type { Comparison } from '../../stores/comparison.svelte'
import type { Display } from '../../stores/display.svelte'
import type { SliceTool } from '../../stores/slice-tool.svelte'
import type { Pictures } from '../../stores/pictures.svelte'
import type { Timeline } from '../../stores/timeline.svelte'
import { words } from '../../text/words.svelte'

interface Arranged {
  readonly display: Display
  readonly comparison: Comparison
  readonly tool: SliceTool
  readonly announcer: Announcer
  readonly timeline: Timeline
  readonly pictures: Pictures
  readonly reducedMotion: boolean
  readonly isActive: () => boolean
  /** Gives the picture the keyboard. */
  readonly focus: () => void
}

type Arrangement = Display['settings']['arrangement']

/** What arranges pictures: two beside each other, their difference, a pinned one, a line through them. */
export function arrangeCommands(arranged: Arranged): Command[] {
  const { display, comparison, tool, announcer, timeline, pictures, reducedMotion, isActive, focus } = arranged
  const titles = () => words().stage.arrangement.commands
  const shown = (): boolean => isActive() && display.view !== undefined
  const toggle = (arrangement: Arrangement): void =>
    display.set({ arrangement: display.settings.arrangement === arrangement ? 'single' : arrangement })
  return [
    {
      id: 'view.pair',
      group: 'picture',
      title: () => titles().pair,
      keys: ['W'],
      enabled: () => shown() && comparison.choices.length > 0,
      checked: () => display.settings.arrangement === 'pair',
      run: () => toggle('pair'),
    },
    {
      id: 'view.difference',
      group: 'picture',
      title: () => differenceTitle(comparison, display),
      keys: ['Shift+W'],
      enabled: () =>
        shown() &&
        (display.settings.arrangement === 'difference' ||
          (comparison.choices.length > 0 && comparison.refusal === undefined)),
      checked: () => display.settings.arrangement === 'difference',
      run: () => toggle('difference'),
    },
    {
      id: 'view.pin',
      group: 'picture',
      title: () => titles().pin,
      keys: ['K'],
      enabled: shown,
      checked: () => comparison.pinned !== undefined,
      run: () => {
        comparison.pin()
        announcer.say(words().stage.arrangement.arrange.pinnedNow(display.view!.name))
      },
    },
    {
      id: 'view.slice',
      group: 'picture',
      title: () => titles().slice,
      keys: ['X'],
      enabled: shown,
      checked: () => tool.active,
      run: () => {
        if (tool.drawing) tool.stop()
        else if (tool.slice) tool.remove()
        else {
          tool.start()
          focus()
        }
      },
    },
    {
      id: 'view.time',
      group: 'picture',
      title: () => titles().time,
      keys: ['J'],
      enabled: () => shown() && (pictures.timed || timeline.open),
      checked: () => timeline.open,
      run: () => {
        if (timeline.open) timeline.close()
        else timeline.start(!reducedMotion && pictures.sheet)
      },
    },
    {
      id: 'view.play',
      group: 'picture',
      title: () => titles().play,
      enabled: () => isActive() && timeline.open,
      checked: () => timeline.playing,
      run: () => timeline.toggle(),
    },
    {
      id: 'plot.saveSvg',
      group: 'picture',
      title: () => words().stage.arrangement.plots.saveEverySvg,
      enabled: () => isActive() && openPlots.size > 0,
      run: saveVisiblePlots,
    },
  ]
}

/** Says why there is no difference, where that is so. */
export function differenceTitle({ refusal, chosen }: Comparison, { view }: Display): string {
  const { commands, arrange } = words().stage.arrangement
  const unitOf = (unit: string | undefined): string => (unit === undefined || unit === '1' ? arrange.unitless : unit)
  if (refusal === 'unit') return arrange.otherUnit(unitOf(view?.field.unit), unitOf(chosen?.view?.field.unit))
  return refusal === 'grid' ? arrange.otherGrid : commands.difference
}
