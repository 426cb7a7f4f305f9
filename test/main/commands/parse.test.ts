import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineCommand } from '../../../src-main/commands/command'
import { commandHelp, overview } from '../../../src-main/commands/help'
import { parseCommandLine } from '../../../src-main/commands/parse'
import { Failure } from '../../../src-main/field/failure'

const command = defineCommand({
  name: 'sample',
  summary: 'Draw samples.',
  options: {
    problem: { kind: 'string', required: true, choices: ['darcy', 'burgers'], summary: 'Problem.' },
    out: { kind: 'string', summary: 'Where to write.', placeholder: 'DIR' },
    samples: { kind: 'integer', default: 8, minimum: 1, maximum: 64, summary: 'Samples.' },
    tolerance: { kind: 'number', summary: 'Tolerance.' },
    method: { kind: 'string', repeated: true, summary: 'Methods.' },
    level: { kind: 'number', repeated: true, summary: 'Levels.' },
    refine: { kind: 'boolean', default: true, summary: 'Skip the polish.' },
    param: { kind: 'assignments', summary: 'Parameters.' },
  },
  async run(args) {
    expectTypeOf(args.problem).toEqualTypeOf<'darcy' | 'burgers'>()
    expectTypeOf(args.out).toEqualTypeOf<string | undefined>()
    expectTypeOf(args.samples).toEqualTypeOf<number>()
    expectTypeOf(args.tolerance).toEqualTypeOf<number | undefined>()
    expectTypeOf(args.method).toEqualTypeOf<readonly string[]>()
    expectTypeOf(args.level).toEqualTypeOf<readonly number[]>()
    expectTypeOf(args.refine).toEqualTypeOf<boolean>()
    expectTypeOf(args.param).toEqualTypeOf<Readonly<Record<string, number>>>()
  },
})

const parse = (...argv: string[]) => parseCommandLine(command, argv).args

function findings(...argv: string[]): string[] {
  try {
    parseCommandLine(command, argv)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return [error.detail, ...error.others].map(({ code, where }) => (where ? `${code} ${where}` : code))
  }
  return []
}

describe('options', () => {
  it('take their defaults when absent', () => {
    expect(parse('--problem', 'darcy')).toEqual({
      problem: 'darcy',
      out: undefined,
      samples: 8,
      tolerance: undefined,
      method: [],
      level: [],
      refine: true,
      param: {},
    })
  })

  it('are read in both spellings and collected when repeated', () => {
    const args = parse(
      ...['--problem=burgers', '--out', 'here', '--samples=3', '--tolerance', '-1e-6', '--no-refine'],
      ...['--method', 'heun', '--method=ddim', '--level', '0.5', '--level', '.25'],
      ...['--param', 'low=-3', '--param', 'high=1e2'],
    )
    expect(args).toEqual({
      problem: 'burgers',
      out: 'here',
      samples: 3,
      tolerance: -1e-6,
      method: ['heun', 'ddim'],
      level: [0.5, 0.25],
      refine: false,
      param: { low: -3, high: 100 },
    })
  })

  it('let the last of a switch and its negation win', () => {
    expect(parse('--problem', 'darcy', '--no-refine', '--refine')).toMatchObject({ refine: true })
  })

  it('know --json and --help for every command, and --help asks for nothing else', () => {
    expect(parseCommandLine(command, ['--problem', 'darcy', '--json']).json).toBe(true)
    expect(parseCommandLine(command, ['--help'])).toMatchObject({ help: true, json: false })
  })
})

describe('mistakes', () => {
  it.each([
    [
      ['--problem', 'darcy', '--unknown', '3'],
      ['unknown-option', 'unexpected-argument'],
    ],
    [['--problem', 'darcy', 'stray'], ['unexpected-argument']],
    [['--problem', 'darcy', '--no-out'], ['unknown-option']],
    [['--problem', 'darcy', '-x'], ['unknown-option']],
    [['--problem', 'darcy', '--out'], ['missing-value --out']],
    [
      ['--problem', '--out', 'here'],
      ['missing-value --problem', 'missing-option --problem'],
    ],
    [['--problem', 'heat'], ['bad-value --problem']],
    [['--problem', 'darcy', '--problem', 'burgers'], ['repeated-option --problem']],
    [['--problem', 'darcy', '--out='], ['bad-value --out']],
    [['--problem', 'darcy', '--samples', '2.5'], ['bad-value --samples']],
    [['--problem', 'darcy', '--samples', '0'], ['bad-value --samples']],
    [['--problem', 'darcy', '--samples', '65'], ['bad-value --samples']],
    [['--problem', 'darcy', '--samples', '1e99'], ['bad-value --samples']],
    [['--problem', 'darcy', '--tolerance', 'NaN'], ['bad-value --tolerance']],
    [['--problem', 'darcy', '--tolerance', ' '], ['bad-value --tolerance']],
    [['--problem', 'darcy', '--refine=yes'], ['bad-value --refine']],
    [['--problem', 'darcy', '--param', 'low'], ['bad-value --param']],
    [['--problem', 'darcy', '--param', 'low=much'], ['bad-value --param']],
    [['--problem', 'darcy', '--param', 'low=1', '--param', 'low=2'], ['repeated-option --param']],
    [[], ['missing-option --problem']],
  ])('%j is refused as %j', (argv, expected) => {
    expect(findings(...argv)).toEqual(expected)
  })

  it('are all reported in one go', () => {
    expect(findings('--samples', 'x', '--level', 'y', '--level', 'z')).toEqual([
      'missing-option --problem',
      'bad-value --samples',
      'bad-value --level',
      'bad-value --level',
    ])
  })

  it('cannot reach what objects inherit', () => {
    expect(findings('--problem', 'darcy', '--constructor', 'x')[0]).toBe('unknown-option')
    expect(parse('--problem', 'darcy', '--param', '__proto__=3')).toHaveProperty('param')
    expect(findings('--problem', 'darcy', '--param', '__proto__=3', '--param', '__proto__=4')).toEqual([
      'repeated-option --param',
    ])
  })
})

describe('help', () => {
  it('shows every option with its default and whether it is required', () => {
    const text = commandHelp(command).join('\n')
    expect(text).toContain('Usage: fieldsmith sample [options]')
    expect(text).toMatch(/--problem darcy\|burgers +Problem\. Required\./)
    expect(text).toMatch(/--samples N +Samples\. Default 8\./)
    expect(text).toMatch(/--no-refine +Skip the polish\./)
    expect(text).toMatch(/--param NAME=VALUE +Parameters\. Repeatable\./)
    expect(text).toMatch(/--json /)
  })

  it('lists every command', () => {
    const entry = { name: 'sample', summary: 'Draw samples.', load: async () => command }
    expect(overview([entry], '1.2.3').join('\n')).toMatch(/Fieldsmith 1\.2\.3[^]*sample +Draw samples\./)
  })
})

describe('a bare argument', () => {
  const promoting = defineCommand({
    name: 'promoting',
    summary: 'Promote.',
    options: { model: { kind: 'string', required: true, positional: true, placeholder: 'ID', summary: 'Model.' } },
    run: () => Promise.resolve(),
  })

  it('is the value of the option that takes it, beside its own name', () => {
    expect(parseCommandLine(promoting, ['mine', '--json'])).toMatchObject({ json: true, args: { model: 'mine' } })
    expect(parseCommandLine(promoting, ['--model', 'mine']).args).toEqual({ model: 'mine' })
    expect(commandHelp(promoting)).toContain('Usage: fieldsmith promoting ID [options]')
  })

  it('is refused twice, and where no option takes it', () => {
    expect(() => parseCommandLine(promoting, ['a', 'b'])).toThrow('option is given more than once')
    expect(findings('--problem', 'darcy', 'stray')).toEqual(['unexpected-argument'])
  })
})
