import { Failure } from '../../field/failure'

export const maximumBytes = 256 * 1024 * 1024

export function tooLarge(fileName: string, expected: string, received: string): Failure {
  return new Failure({
    code: 'observations-too-large',
    kind: 'usage',
    what: 'the observation file is too large',
    where: fileName,
    expected,
    received,
  })
}

/** Each may depend on every cell of a grid, so that so many of them fill a few hundred megabytes. */
export const maximumAverages = 4000

/** @throws Failure `observations-too-large` for more lines and boxes than a solve can hold */
export function checkAverages(count: number, fileName: string): void {
  if (count > maximumAverages) throw tooLarge(fileName, `at most ${maximumAverages} lines and boxes`, `${count}`)
}

export function empty(fileName: string, expected: string, received: string): Failure {
  return new Failure({
    code: 'observations-empty',
    kind: 'usage',
    what: 'there are no observations',
    where: fileName,
    expected,
    received,
  })
}

/** The content is not of the form that its kind of file has. */
export function malformed(fileName: string, what: string, expected: string, received: string): Failure {
  return new Failure({ code: 'observations-form', kind: 'usage', what, where: fileName, expected, received })
}
