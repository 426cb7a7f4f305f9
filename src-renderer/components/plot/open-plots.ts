import { SvelteSet } from 'svelte/reactivity'

/** A plot that can be saved. */
export interface OpenPlot {
  /** It is before one's eyes. */
  visible(): boolean
  save(): void
}

/** Every plot of the window that can be saved. */
export const openPlots = new SvelteSet<OpenPlot>()

export function saveVisiblePlots(): void {
  for (const plot of openPlots) if (plot.visible()) plot.save()
}
