import { afterEach, expect, test } from 'vitest'
import { problems } from '../../../src-main/problems/library'
import { typeset } from '../../../src-renderer/components/typeset'
import { speak } from '../../../src-renderer/text/words.svelte'

afterEach(() => speak('en'))

/** The letters of a formula, in the order in which they are read. */
function read(mathml: string): string {
  const element = document.createElement('div')
  element.innerHTML = mathml.replace(/<annotation[^]*?<\/annotation>/g, '')
  return (element.textContent ?? '').replaceAll(/[\s\u2061\u200b]/g, '')
}

test.each(Object.values(problems))('the equation of $title is typeset without a style of its own', ({ equation }) => {
  const statements = typeset(equation.latex)
  expect(statements.length).toBeGreaterThan(1)
  for (const { formula, where } of statements) {
    expect(formula).toMatch(/^<span class="katex"><math/)
    expect(read(formula)).not.toBe('')
    // The page's policy lets no style stand in an element.
    expect(formula + where).not.toMatch(/\sstyle=|class="[^"]*error/)
  }
})

test('a statement stands apart from where it holds', () => {
  const [first, second] = typeset(problems['darcy']!.equation.latex)
  expect([read(first!.formula), read(first!.where)]).toEqual(['−∇⋅(a∇u)=f', 'in(0,1)2'])
  expect([read(second!.formula), read(second!.where)]).toEqual(['u=0', 'ontheboundary'])
})

test('commas that end no statement stay', () => {
  const formulas = typeset(problems['navier-stokes']!.equation.latex).map(({ formula }) => read(formula))
  expect(formulas[1]).toBe('v=(∂yψ,−∂xψ),−Δψ=w')
})

test('the words in it follow the language', () => {
  speak('de')
  expect(typeset(problems['darcy']!.equation.latex)[1]!.where).toContain('auf dem Rand')
})

test('what is no LaTeX is refused', () => {
  expect(() => typeset('\\frac{1}')).toThrow('KaTeX')
})
