import { resolve } from 'node:path'
import { runSuite } from '../benchmark/document'
import { resultFiles, saveResults } from '../benchmark/results'
import { defaultProblem, suiteNames } from '../benchmark/suite'
import { textReport } from '../benchmark/page'
import { defineCommand } from './command'

export const benchmarkCommand = defineCommand({
  name: 'benchmark',
  summary: 'Measure speed and accuracy on this machine, beside peers.',
  options: {
    suite: { kind: 'string', required: true, choices: suiteNames, summary: 'What is measured; see BENCHMARKS.md.' },
    problem: {
      kind: 'string',
      placeholder: 'ID',
      summary: 'The problem, as listed by `problems` (default: darcy; in suites generation and conditional, all five).',
    },
    quick: { kind: 'boolean', default: false, summary: 'The same rows from fewer samples, within minutes.' },
    samples: {
      kind: 'integer',
      minimum: 2,
      placeholder: 'N',
      summary: 'Samples of each method (suite generation; default: 256), or cases (suite conditional; default: 50).',
    },
    run: {
      kind: 'string',
      placeholder: 'DIR',
      summary: 'Directory to keep what is measured in and to go on from (suites generation and conditional).',
    },
    methods: {
      kind: 'string',
      placeholder: 'A,B',
      summary:
        'Methods that are measured; the others have the rows that the directory of --run holds (suite conditional).',
    },
    conditions: {
      kind: 'string',
      placeholder: 'A,B',
      summary: 'Conditions that are measured, such as noise1 and noise1.offgrid; likewise.',
    },
    'peer-python': {
      kind: 'string',
      placeholder: 'PYTHON',
      summary: 'Interpreter with PyTorch to put beside ours (suite training).',
    },
    save: {
      kind: 'boolean',
      default: false,
      summary: 'Keep the results in test/bench/results and BENCHMARKS.md of the checkout.',
    },
  },
  async run(args, context) {
    const { suite, quick, samples, run, save, methods, conditions, 'peer-python': peerPython } = args
    const { problem = defaultProblem(suite) } = args
    const files = save ? await resultFiles(suite) : undefined
    const benchmark = await runSuite(suite, {
      problem,
      quick,
      samples,
      methods: methods?.split(','),
      conditions: conditions?.split(','),
      run: run === undefined ? undefined : resolve(run),
      peerPython,
      signal: context.signal,
      onProgress: (progress) => context.progress(progress),
    })
    if (files) await saveResults(files, benchmark)
    for (const line of textReport(benchmark)) context.print(line)
    context.report(benchmark)
  },
})
