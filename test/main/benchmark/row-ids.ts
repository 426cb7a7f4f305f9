import { calibrationRowIds } from './calibration/row-ids'
import { optimiserRowIds } from './optimisers/row-ids'
/** Figures of every generative method. */
const methodFigures = (fields: readonly string[]): string[] => [
  'pdeError',
  'pdeErrorMedian',
  'floor',
  'solutionError',
  'slicedWasserstein',
  ...fields.map((field) => `slicedWasserstein.${field}`),
  'varianceRatio',
  ...fields.map((field) => `varianceRatio.${field}`),
  ...fields.map((field) => `spectrumDistance.${field}`),
  'evaluations',
  'latencyMs',
]

const samplers = ['edm', 'dpm'].flatMap((name) => [4, 10, 100, 200].map((steps) => `${name}-${steps}`))
const students = [1, 2, 3, 4].map((steps) => `phys-instruct-k${steps}`)

/** Methods of the packages that may be there. */
export interface OptionalMethods {
  readonly ablations: readonly string[]
  /** Problems whose student ends in sweeps of the equation's own iteration. */
  readonly swept: readonly string[]
}

const sweptMethods = ['phys-instruct-k1-unswept', 'linear-gaussian-swept', 'edm-200-swept']

/** The rows of one problem. */
function problemRows(problem: string, fields: readonly string[], { ablations, swept }: OptionalMethods): string[] {
  const methods = [
    ...students,
    'phys-instruct-k1-polished',
    'reference-solver',
    'linear-gaussian',
    ...(problem === 'darcy' ? ablations : []),
    ...samplers,
    'diffusionpde-200',
    'cocogen-200',
    'pidm-200',
    ...(swept.includes(problem) ? sweptMethods : []),
  ]
  const distances = ['slicedWasserstein', 'spectrumDistance']
  return [
    ...methods.flatMap((method) => methodFigures(fields).map((figure) => `${method}.${figure}`)),
    ...distances.flatMap((distance) => fields.map((field) => `data.${distance}.${field}`)),
  ].map((id) => `generation.${problem}.${id}`)
}

const overall = students.flatMap((student) => ['below', 'farBelow'].map((key) => `generation.all.${student}.${key}`))

/** The problems of a full run, with their fields. */
export const generationFields = {
  darcy: ['a', 'u'],
  poisson: ['f', 'u'],
  helmholtz: ['f', 'u'],
  burgers: ['u'],
  'navier-stokes': ['w0', 'wT'],
}

export const ablationNames = [
  'all-on',
  'no-physics',
  'coefficient-gradient',
  'fixed-lambda',
  'one-to-one',
  'five-to-one',
]

/** Of a run over the problems given. */
export const generationRowIds = (
  problems: Readonly<Record<string, readonly string[]>>,
  optional: OptionalMethods,
): string[] => [
  ...Object.entries(problems).flatMap(([problem, fields]) => problemRows(problem, fields, optional)),
  ...overall,
]

const conditions = ['', '.offgrid'].flatMap((grid) => [0, 1, 5].map((noise) => `noise${noise}${grid}`))

/** The rows of one method in one task of the suite conditional. */
function conditionalMethod(problem: string, task: string, method: string, under: readonly string[]): string[] {
  const isPair = task === 'reconstruct' && problem !== 'burgers'
  const usesNetwork = /^(student|raw|guided)/.test(method)
  const isPublished = task === 'forward' || task === 'inverse'
  const isLinear = ['poisson', 'helmholtz'].includes(problem)
  if (method.startsWith('kriging') && problem === 'darcy' && task === 'inverse') return []
  if (method === 'reference-solver' && task === 'inverse') return []
  if (method.startsWith('exact-posterior') && !isLinear) return []
  if (method.endsWith('-500') && !isPublished) return []
  const errors = ['error', 'std', ...(isPair ? ['givenError'] : [])]
  const measured = method.endsWith('-500') ? under.filter((name) => name === 'noise0') : under
  return [
    ...measured.flatMap((condition) => errors.map((error) => `${condition}.${error}`)),
    'seconds',
    ...(usesNetwork ? ['evaluations'] : []),
  ].map((figure) => `conditional.${problem}.${task}.${method}.${figure}`)
}

export const conditionalMethods = [
  'student',
  'raw',
  'raw-k2',
  'kriging',
  'reference-solver',
  'exact-posterior',
  'guided-teacher',
  'student-500',
  'kriging-500',
  'exact-posterior-500',
]

/** Of a run over the problems given, with every method or some, under every condition or some. */
export const conditionalRowIds = (
  problems: readonly string[],
  methods: readonly string[] = conditionalMethods,
  under: readonly string[] = conditions,
): string[] =>
  problems.flatMap((problem) => {
    const tasks = problem === 'burgers' ? ['reconstruct', 'forecast'] : ['forward', 'inverse', 'reconstruct']
    return tasks.flatMap((task) =>
      conditionalMethods
        .filter((method) => methods.includes(method))
        .flatMap((method) => conditionalMethod(problem, task, method, under)),
    )
  })

export const solverFigures = (problem: string, size: number): string[] =>
  ['iterations', 'ms', 'ratio'].map((figure) => `solvers.${problem}.${size}.${figure}`)

export const guidanceFigures = (problem: string, fields: readonly string[]): string[] => [
  ...[...fields, 'equation'].map((key) => `strength.${key}`),
  ...(problem === 'burgers' ? ['reconstruct'] : ['forward', 'inverse']).map((task) => `${task}.error`),
]

/** The rows of every suite's full run, which readers of the results count on. */
export const rowIds = {
  training: [
    'training.unet.samplesPerSecond',
    'training.unet.gflops',
    'training.unet.sessionMs',
    'training.unet.loop4.samplesPerSecond',
    'training.unet.peakMemoryMB',
    'inference.unet.samplesPerSecond',
    'inference.unet.samplesPerSecond.batch1',
  ],
  generation: generationRowIds(generationFields, { ablations: ablationNames, swept: Object.keys(generationFields) }),
  conditional: conditionalRowIds(Object.keys(generationFields)),
  optimisers: optimiserRowIds(Object.keys(generationFields)),
  guidance: Object.entries(generationFields).flatMap(([problem, fields]) =>
    guidanceFigures(problem, fields).map((key) => `guidance.${problem}.${key}`),
  ),
  calibration: calibrationRowIds,
  generators: [
    'darcy.a',
    'darcy.u',
    'poisson.f',
    'poisson.u',
    'helmholtz.f',
    'helmholtz.u',
    'burgers.u-initial',
    'burgers.u',
    'navier-stokes.w0',
    'navier-stokes.wT',
  ].flatMap((field) => ['mean', 'standardDeviation'].map((figure) => `generators.${field}.${figure}`)),
  solvers: [
    ...[64, 128, 256].flatMap((size) => solverFigures('darcy', size)),
    ...[64, 128, 256].flatMap((size) => solverFigures('poisson', size)),
    ...[64, 128, 256].flatMap((size) => solverFigures('helmholtz', size)),
    ...[64, 128, 256].flatMap((size) => solverFigures('burgers', size)),
    ...[64, 128].flatMap((size) => solverFigures('navier-stokes', size)),
    'solvers.darcy.64-to-256.iterations',
  ],
}
