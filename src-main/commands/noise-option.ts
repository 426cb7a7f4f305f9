import type { NoiseChoice } from '../contract/calls'
import { Failure } from '../field/failure'

const level = /^(\d+\.?\d*|\.\d+)(%?)$/

/**
 * What `--noise` says: `estimate`, or a share of a field's RMS value such as `0.05` or `5%`.
 *
 * @throws Failure `bad-value`
 */
export function readNoise(text: string): NoiseChoice {
  if (text === 'estimate') return { kind: 'estimated' }
  const [, digits, percent] = level.exec(text.replace(/\s+(?=%$)/, '')) ?? []
  const share = digits === undefined ? NaN : Number(digits) / (percent ? 100 : 1)
  if (share > 0 && share <= 1) return { kind: 'assumed', level: share }
  throw new Failure({
    code: 'bad-value',
    kind: 'usage',
    what: 'value cannot be read',
    where: '--noise',
    expected: 'estimate, or a share above 0 and at most 1 such as 0.05 or 5%',
    received: `"${text}"`,
  })
}
