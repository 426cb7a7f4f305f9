import { sameAdvice } from './words'

/** Parameters, problems, and what their solvers refuse. */
export const solvingErrors = {
  'unknown-problem': {
    what: 'There is no such problem.',
    means: 'What you opened may come from another version of Fieldsmith.',
    todo: 'Choose one of the problems in the gallery.',
  },
  'unknown-parameter': {
    what: 'The problem has no such parameter.',
    means: 'What you opened may come from another version of Fieldsmith. Nothing was computed.',
    todo: 'Reset the parameters and set them again.',
  },
  'parameter-out-of-range': {
    what: 'A parameter has a value that is not admissible.',
    means: 'Out there the equation is not well posed, or no model answers. Nothing was computed.',
    todo: 'Set the parameter within the limits that stand in the details.',
  },
  'steps-not-served': {
    what: 'The model does not draw in that many steps.',
    means: 'Each model is made for certain numbers of steps. Nothing was computed.',
    todo: 'Choose another number of steps, or another model.',
  },
  'sample-not-finite': {
    what: 'The model gives no finite field here.',
    means: 'The parameters lie too far from what it was trained on. The last good field is still shown.',
    todo: 'Bring the marked parameters nearer to their sliders, or take fewer steps.',
  },
  'residual-not-finite': {
    what: 'The field has no finite residual.',
    means: 'It is too far off to be measured against its equation. The last good field is still shown.',
    todo: 'Bring the parameters nearer to their sliders, or draw another sample.',
  },
  ...sameAdvice(
    {
      'shock-not-resolved': 'The shocks of this field are too thin for the grid.',
      'flow-too-fast': 'The flow is too fast to be followed in reasonable time.',
      'solution-too-long': 'The reference solution would take too long.',
      'time-step-unstable': 'The reference solver finds no stable time step.',
    },
    {
      means: 'The reference solver cannot carry the field on, so it cannot be certified.',
      todo: 'Raise the viscosity or bring the parameters nearer to their sliders. With sensors, check their values and units.',
    },
  ),
  ...sameAdvice(
    {
      'initial-state-not-finite': 'The field at the start is not finite.',
      'source-not-finite': 'The source is not finite.',
      'coefficient-not-positive': 'The transmissivity is not positive everywhere.',
      'shape-mismatch': 'The field does not fit the grid.',
    },
    {
      means: 'The reference solver cannot use such data, so no field could be computed.',
      todo: 'Bring the parameters nearer to their sliders. With sensors, check their values and units.',
    },
  ),
  resonance: {
    what: 'The wave number is too close to the first resonance.',
    means: 'Beyond k = √2 π the equation has no unique solution.',
    todo: 'Set a smaller wave number.',
  },
  'no-convergence': {
    what: 'An iteration did not converge.',
    means: 'The reference solution was not found to its tolerance, so nothing is shown that could be wrong.',
    todo: 'Bring the parameters nearer to their sliders. With sensors, look for values that contradict each other.',
  },
  'grid-not-supported': {
    what: 'The problem is not solved on such a grid.',
    means: 'The model was made for a grid that this version does not support.',
    todo: 'Choose another model.',
  },
  'view-unknown': {
    what: 'The solution has no such view.',
    means: 'The picture stays as it was.',
    todo: 'Choose another view of the solution.',
  },
  'evolution-unknown': {
    what: 'The problem has no course in time.',
    means: 'Its fields do not follow one another, so there is nothing to play.',
    todo: 'Choose a problem in time, such as Navier-Stokes or heat conduction.',
  },
  'reconstruction-not-offered': {
    what: 'Fields of this problem are not reconstructed from sensors.',
    means: 'The problem can be generated only.',
    todo: 'Choose another problem in the gallery.',
  },
  'observations-unexplained': {
    what: 'No field of this problem explains the measurements.',
    means: 'They differ so much from all that the model knows that the fitted fields cannot be certified.',
    todo: 'Check problem, units and columns of the file, then its largest values.',
  },
  'solution-unknown': {
    what: 'The solution is no longer there.',
    means: 'It was removed, or the history has made room for others.',
    todo: 'Reconstruct again: with the same seed the result is the same.',
  },
  'history-damaged': {
    what: 'The solution cannot be opened.',
    means: 'Its files were changed or cut off. Other solutions are not affected.',
    todo: 'Remove it from the history, and reconstruct again if you need it.',
  },
  'history-full': {
    what: 'The history has no room for this solution.',
    means: 'The pinned solutions fill it. This one is shown, but it will not be kept.',
    todo: 'Unpin or remove solutions in the history, or export this one.',
  },
}
