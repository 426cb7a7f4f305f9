import { expect, test } from 'vitest'
import { relativeError } from '../../../../src-main/field/norms'
import { RandomStream } from '../../../../src-main/numerics/random'
import { generateVorticity } from '../../../../src-main/problems/navier-stokes/generator'
import { solveVorticity } from '../../../../src-main/problems/navier-stokes/solver'
import { vorticityTrajectory } from '../../../../src-main/problems/navier-stokes/trajectory'

const { PI, sin, exp } = Math

test('a Taylor-Green vortex decays as exp(-8 pi^2 nu t), at every frame', () => {
  const [size, frames] = [16, 5]
  const flow = { viscosity: 0.005, forcing: 0, duration: 2 }
  const vortex = Float64Array.from(
    { length: size * size },
    (_, p) => sin((2 * PI * (p % size)) / size) * sin((2 * PI * Math.floor(p / size)) / size),
  )
  const { states, duration } = vorticityTrajectory(size, flow, vortex, frames)
  const course = [...states]
  expect(course).toHaveLength(frames)
  course.forEach((state, i) => {
    const decay = exp(-8 * PI ** 2 * flow.viscosity * ((duration * i) / (frames - 1)))
    expect(
      relativeError(
        state,
        vortex.map((value) => value * decay),
      ),
    ).toBeLessThan(1e-12)
  })
})

test('a turbulent start is followed to where the solver takes it, through states that halve in time consistently', () => {
  const size = 32
  const flow = { viscosity: 1e-3, forcing: 0.1, duration: 1 }
  const start = generateVorticity(size, new RandomStream(3, 'trajectory'))
  const course = [...vorticityTrajectory(size, flow, start, 3).states]
  expect(course[0]).toEqual(start)
  expect(relativeError(course[2]!, solveVorticity(size, flow, start).solution)).toBeLessThan(1e-6)
  const half = solveVorticity(size, { ...flow, duration: 0.5 }, start).solution
  expect(relativeError(course[1]!, half)).toBeLessThan(1e-6)
  const onwards = solveVorticity(size, { ...flow, duration: 0.5 }, course[1]!).solution
  expect(relativeError(course[2]!, onwards)).toBeLessThan(1e-6)
})
