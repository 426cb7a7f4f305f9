import { sparseOperator } from '../field/interpolation'
import type { ChannelObservations } from './conditioning'
import { linearMeasurement } from './measurement'

/** Points for each sample of the grid beyond which those between the same four samples are taken together. */
const mostPerSample = 2

/**
 * Very many point measurements as few: all between the same four samples of the grid become one, their mean weighted by
 * 1/sigma^2, read by the same mean of their operators, with the noise of that mean. What is lost is how the values
 * vary within a cell, which the grid cannot show. Exact values, lines and boxes stay as they are.
 */
export function condensed(entry: ChannelObservations, pixels: number): ChannelObservations {
  const { operator, linear, values, sigma, points } = entry
  if (!linear || values.length <= mostPerSample * pixels) return entry
  const { starts, cells, weights } = operator
  const isPoint = (p: number): boolean => starts[p + 1]! - starts[p]! === 4 && sigma[p]! > 0
  // Row of the condensed operator for the points whose first sample is this; one row more for each that stays alone.
  const rowOf = new Int32Array(pixels).fill(-1)
  const row = new Uint32Array(values.length)
  const first: number[] = []
  for (let p = 0; p < values.length; p += 1) {
    const cell = cells[starts[p]!]!
    if (isPoint(p) && rowOf[cell]! >= 0) {
      row[p] = rowOf[cell]!
      continue
    }
    if (isPoint(p)) rowOf[cell] = first.length
    row[p] = first.length
    first.push(p)
  }
  const shared = new Uint32Array(first.length + 1)
  first.forEach((p, i) => (shared[i + 1] = shared[i]! + starts[p + 1]! - starts[p]!))
  const total = new Float64Array(first.length)
  const mean = new Float64Array(first.length)
  const meanCells = new Uint32Array(shared[first.length]!)
  const meanWeights = new Float64Array(meanCells.length)
  for (let p = 0; p < values.length; p += 1) {
    const i = row[p]!
    const precision = sigma[p]! > 0 ? sigma[p]! ** -2 : 1
    total[i]! += precision
    mean[i]! += precision * values[p]!
    for (let e = starts[p]!, at = shared[i]!; e < starts[p + 1]!; e += 1, at += 1) {
      meanCells[at] = cells[e]!
      meanWeights[at]! += precision * weights[e]!
    }
  }
  for (let i = 0; i < first.length; i += 1) {
    for (let e = shared[i]!; e < shared[i + 1]!; e += 1) meanWeights[e]! /= total[i]!
  }
  return {
    ...entry,
    ...linearMeasurement(sparseOperator(shared, meanCells, meanWeights), pixels),
    values: mean.map((sum, i) => sum / total[i]!),
    sigma: total.map((sum, i) => (sigma[first[i]!] === 0 ? 0 : sum ** -0.5)),
    points: Uint32Array.from(first, (p) => points[p]!),
  }
}
