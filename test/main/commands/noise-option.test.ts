import { describe, expect, test } from 'vitest'
import { readNoise } from '../../../src-main/commands/noise-option'
import { Failure } from '../../../src-main/field/failure'

describe('--noise', () => {
  test.each([
    ['0.05', 0.05],
    ['5%', 0.05],
    ['5 %', 0.05],
    ['.5%', 0.005],
    ['1', 1],
    ['100%', 1],
  ])('understands %s as a share', (text, level) => {
    expect(readNoise(text)).toEqual({ kind: 'assumed', level })
  })

  test('understands estimate', () => {
    expect(readNoise('estimate')).toEqual({ kind: 'estimated' })
  })

  test.each(['0', '0%', '2', '101%', '-1%', '5,0%', '1e-3', 'auto', 'Estimate', '%', '', 'NaN', '5%%'])(
    'refuses "%s"',
    (text) => {
      expect(() => readNoise(text)).toThrow(Failure)
    },
  )
})
