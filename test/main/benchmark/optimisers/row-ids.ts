const methods = [
  'chord-then-adam',
  'chord',
  'adam',
  'lbfgs',
  'lbfgs-preconditioned',
  'chord-then-lbfgs',
  'gauss-newton',
]
const figures = ['excess0-5s', 'excess1s', 'excess2s', 'excess5s', 'runs']

/** The rows of a run of the suite over these problems. */
export const optimiserRowIds = (problems: readonly string[]): string[] =>
  problems.flatMap((problem) =>
    ['start.excess', ...methods.flatMap((method) => figures.map((figure) => `${method}.${figure}`))].map(
      (id) => `optimisers.${problem}.${id}`,
    ),
  )
