/** Texts that the engine's source gives to a property or a parameter of a certain name, read from its syntax. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** What the window never meets: the command line, benchmarks, and what only they call. */
const commandLineAlone =
  /^(commands|benchmark|loopback|launch)\/|^tasks\/(differentiate|kriging)\.ts$|^distillation\/(guidance-tuning|pidm(-\w+)?)\.ts$/

type Source = readonly [path: string, tree: ts.SourceFile]

/** By text, where it stands. */
export function engineLiterals(root: string, called: string): ReadonlyMap<string, readonly string[]> {
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !commandLineAlone.test(path))
    .map((path): Source => {
      const text = readFileSync(join(root, path), 'utf8')
      return [path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)]
    })
  const takers = takersOf(sources, called)
  const found = new Map<string, string[]>()
  for (const [path, tree] of sources) {
    walk(tree, (node) => {
      for (const text of literals(givenBy(node, called, takers))) found.set(text, [...(found.get(text) ?? []), path])
    })
  }
  return found
}

/** Names of functions with a parameter of that name, and its place. */
function takersOf(sources: readonly Source[], called: string): ReadonlyMap<string, number> {
  const takers = new Map<string, number>()
  for (const [, tree] of sources) {
    walk(tree, (node) => {
      if (!ts.isFunctionDeclaration(node) && !ts.isArrowFunction(node) && !ts.isMethodDeclaration(node)) return
      const place = node.parameters.findIndex(({ name }) => ts.isIdentifier(name) && name.text === called)
      const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined)
      if (place >= 0 && name && ts.isIdentifier(name)) takers.set(name.text, place)
    })
  }
  return takers
}

function givenBy(node: ts.Node, called: string, takers: ReadonlyMap<string, number>): ts.Expression | undefined {
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === called) return node.initializer
  if (!ts.isCallExpression(node)) return undefined
  const { expression } = node
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression
  const place = ts.isIdentifier(name) ? takers.get(name.text) : undefined
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
