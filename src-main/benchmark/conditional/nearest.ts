import { coordinates, type Grid } from '../../field/grid'
import { valuesOf, type Observed } from './sensors'

/** The value of the nearest sensor at every sample of the grid, around the ends of periodic axes. */
export function nearestValues(grid: Grid, observed: Observed, key: string): Float64Array {
  const { x, y } = observed.places
  const values = valuesOf(observed, key)
  const along = (axis: 'x' | 'y') => (difference: number) => {
    const distance = Math.abs(difference)
    return grid.staggering[axis] === 'periodic' ? Math.min(distance, grid.extent[axis] - distance) : distance
  }
  const [dx, dy] = [along('x'), along('y')]
  const [xs, ys] = [coordinates(grid, 'x'), coordinates(grid, 'y')]
  return Float64Array.from({ length: grid.nx * grid.ny }, (_, cell) => {
    const [atX, atY] = [xs[cell % grid.nx]!, ys[Math.floor(cell / grid.nx)]!]
    let [nearest, least] = [0, Infinity]
    for (let p = 0; p < x.length; p += 1) {
      const squared = dx(atX - x[p]!) ** 2 + dy(atY - y[p]!) ** 2
      if (squared < least) [nearest, least] = [p, squared]
    }
    return values[nearest]!
  })
}
