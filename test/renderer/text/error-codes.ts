/** Every error code that the engine's source can raise, read from its syntax. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** What the window never meets: the command line, benchmarks, and what only they call. */
const commandLineAlone = /^(commands|benchmark|loopback|launch)\/|^tasks\/(differentiate|kriging)\.ts$/

/** A code: kebab case, or one of those that are a single word. */
const codeForm = /^[a-z]+(-[a-z]+)+$|^(internal|cancelled|resonance)$/

type Source = readonly [path: string, tree: ts.SourceFile]

export function raisedCodes(root: string): ReadonlyMap<string, readonly string[]> {
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !commandLineAlone.test(path))
    .map((path): Source => {
      const text = readFileSync(join(root, path), 'utf8')
      return [path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)]
    })
  const takers = codeTakers(sources)
  const found = new Map<string, string[]>()
  for (const [path, tree] of sources) {
    walk(tree, (node) => {
      for (const code of literals(codeExpression(node, takers))) {
        if (codeForm.test(code)) found.set(code, [...(found.get(code) ?? []), path])
      }
    })
  }
  return found
}

/** Names of functions that take a code, with the place of that parameter. */
function codeTakers(sources: readonly Source[]): ReadonlyMap<string, number> {
  const takers = new Map<string, number>()
  for (const [, tree] of sources) {
    walk(tree, (node) => {
      if (!ts.isFunctionDeclaration(node) && !ts.isArrowFunction(node)) return
      const place = node.parameters.findIndex(({ name }) => ts.isIdentifier(name) && name.text === 'code')
      const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined)
      if (place >= 0 && name && ts.isIdentifier(name)) takers.set(name.text, place)
    })
  }
  return takers
}

function codeExpression(node: ts.Node, takers: ReadonlyMap<string, number>): ts.Expression | undefined {
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'code') return node.initializer
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined
  const place = takers.get(node.expression.text)
  return place === undefined ? undefined : node.arguments[place]
}

function literals(node: ts.Expression | undefined): string[] {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)]
  return []
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}
