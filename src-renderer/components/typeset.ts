import katex from 'katex'
import { named } from '../text/engine-names'

/** One statement of an equation and where it holds, each as MathML; `where` is empty where it holds without condition. */
export interface Statement {
  readonly formula: string
  readonly where: string
}

/**
 * The statements of an equation, from its LaTeX with `,\quad` or `,\qquad` between them and the conditions of each behind
 * its first `\ \text`. The words in it follow the language in use.
 *
 * @throws katex.ParseError where the LaTeX is none
 */
export function typeset(latex: string): Statement[] {
  return latex.split(/,\s*\\q?quad\b\s*/).map((statement) => {
    const [, formula = statement, where = ''] = /^(.*?)\s*\\\s*(\\text\{.*)$/.exec(statement) ?? []
    return { formula: mathml(formula), where: where === '' ? '' : mathml(where) }
  })
}

function mathml(latex: string): string {
  const inOwnWords = latex.replace(/\\text\{([^}]*)\}/g, (_, words: string) => `\\text{${named(words)}}`)
  return katex.renderToString(inOwnWords, { output: 'mathml', throwOnError: true, strict: 'error' })
}
