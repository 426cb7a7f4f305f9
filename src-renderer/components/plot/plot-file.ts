import type { Plot, PlotSize } from './plot'

/** A plot in a paper's column, in pixels of 1/96 inch. */
export const plotFileSize: PlotSize = { width: 720, height: 400 }

/** `pressure-head-along-the-line.svg`: what the plot is called, in letters that every file system takes. */
export function plotFileName({ title }: Pick<Plot, 'title'>): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase()
  return `${plain === '' ? 'plot' : plain}.svg`
}
