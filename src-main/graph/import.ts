import { Failure } from '../field/failure'
import { GraphBuilder, type Value } from './builder'
import { fold, foldShape } from './folding/fold'
import { knownOf, type Known } from './folding/known'
import { gradients } from './gradient'
import { Call, Operand, type Draft } from './lowering/call'
import { OpenDimension } from './lowering/open-dimension'
import { loweringOf } from './lowering/table'
import { scanLimits } from './scan/limits'
import { mul } from './operators'
import { translate } from './translation'
import type { Graph, Node, Tensor } from './types'

/**
 * Rebuilds a graph inside a builder, so that it can be extended and differentiated: composite operators become
 * primitive ones (lowering/), older operator sets the builder's (translation.ts), and arithmetic on shapes constants
 * (folding/). Returns its values by name, inputs and outputs included; values that only arithmetic on shapes has seen
 * are left out.
 *
 * `standIn` may give a value of the same type and shape to use in place of an initialiser, e.g. a slice of the
 * parameters that are being trained.
 *
 * A dimension that only has a name stays open as long as no operator needs its size; {@link fixDimensions} gives it one.
 *
 * @throws Failure `model-graph` for a graph whose operators or shapes are not known here, `model-dimension` for one
 * that needs the size of a dimension
 */
export function importGraph(
  builder: GraphBuilder,
  graph: Graph,
  standIn: (initializer: string, tensor: Tensor) => Value | undefined = () => undefined,
): ReadonlyMap<string, Value> {
  return asModel(`graph ${graph.name}`, () => new Import(builder, graph, standIn).run())
}

class Import {
  readonly #builder: GraphBuilder
  readonly #graph: Graph
  readonly #inputs: readonly Value[]
  readonly #operands = new Map<string, Operand>()

  constructor(
    builder: GraphBuilder,
    graph: Graph,
    standIn: (initializer: string, tensor: Tensor) => Value | undefined,
  ) {
    const { oldest, newest } = scanLimits.opset
    if (!(graph.opset >= oldest && graph.opset <= newest)) {
      throw new Error(`operator set ${graph.opset}, not ${oldest} to ${newest}`)
    }
    this.#builder = builder
    this.#graph = graph
    this.#inputs = graph.inputs.map(({ name, type, shape }) => builder.input(name, type, shape))
    this.#inputs.forEach((value) => this.#operands.set(value.name, new Operand(builder, { value })))
    for (const [name, tensor] of graph.initializers) {
      const value = standIn(name, tensor)
      const operand = value ? { value } : { value: builder.initializer(name, tensor), known: shapeLike(tensor) }
      this.#operands.set(name, new Operand(builder, operand))
    }
  }

  run(): ReadonlyMap<string, Value> {
    const { nodes, outputs } = this.#graph
    this.#builder.reserve(outputs.map(({ name }) => name))
    const names = [...this.#operands.keys(), ...nodes.flatMap((node) => node.outputs.filter((name) => name !== ''))]
    if (new Set(names).size < names.length) throw new Error('a value is computed twice')
    for (const node of nodes) {
      const origin = node.name === undefined ? `node ${node.op}` : `node ${node.name} (${node.op})`
      asModel(`graph ${this.#graph.name}, ${origin}`, () => this.#builder.from(origin, () => this.#rebuild(node)))
    }
    const wanted = new Set(outputs.map(({ name }) => name))
    return new Map(
      [...this.#operands].flatMap(([name, operand]) =>
        operand.isInGraph || wanted.has(name) ? [[name, operand.value]] : [],
      ),
    )
  }

  #rebuild(node: Node): void {
    const inputs = node.inputs.map((name): Operand | undefined => {
      if (name === '') return undefined
      const operand = this.#operands.get(name)
      if (!operand) throw new Error(`node ${node.op} reads ${name} before it is computed`)
      return operand
    })
    const { op, attributes } = node
    const draft = { op, inputs, attributes, outputCount: node.outputs.length }
    const outputs = this.#evaluated(translate(draft, this.#graph.opset, this.#builder))
    if (outputs.length < node.outputs.length) throw new Error(`node ${op} has ${node.outputs.length} outputs`)
    node.outputs.forEach((name, i) => this.#operands.set(name, outputs[i]!))
  }

  #evaluated(draft: Draft): readonly Operand[] {
    const builder = this.#builder
    if (draft.op === 'Constant') return [constant(builder, draft)]
    const known = foldable(draft)
    if (known) return known.map((result) => new Operand(builder, { known: result }))
    return loweringOf(draft.op)(new Call(builder, this.#inputs, draft)).map((value) => new Operand(builder, { value }))
  }
}

/** What a stored tensor holds, if it may be a shape: numbers that may be weights stay in the graph. */
function shapeLike(tensor: Tensor): Known | undefined {
  return tensor.type.startsWith('float') ? undefined : knownOf(tensor)
}

/** The results of a node that can be had without running the graph. */
function foldable({ op, inputs, attributes, outputCount }: Draft): readonly Known[] | undefined {
  const ofShape = inputs[0] && foldShape(op, inputs[0], attributes)
  if (ofShape) return [ofShape]
  const operands = inputs.map((operand) => operand?.known)
  if (operands.length === 0 || inputs.some((operand, i) => operand && !operands[i])) return undefined
  return fold({ op, inputs: operands, attributes, outputCount })
}

/** A Constant node, by whichever of its attributes gives the numbers. */
function constant(builder: GraphBuilder, { attributes }: Draft): Operand {
  const list = (type: 'int64' | 'float32', data: readonly number[], dims = [data.length]): Operand =>
    new Operand(builder, { known: { type, dims, data } })
  const forms: Readonly<Record<string, (value: never) => Operand>> = {
    value: (tensor: Tensor) => {
      const known = knownOf(tensor)
      return new Operand(builder, known ? { known } : { value: builder.constant(tensor) })
    },
    value_int: (value: number) => list('int64', [value], []),
    value_ints: (values: readonly number[]) => list('int64', values),
    value_float: (value: { float: number }) => list('float32', [value.float], []),
    value_floats: (values: Tensor) => new Operand(builder, { known: knownOf(values) }),
  }
  const [form, value] = Object.entries(attributes)[0] ?? []
  if (form === undefined || !Object.hasOwn(forms, form)) throw new Error(`a constant given as ${form}`)
  return forms[form]!(value as never)
}

/**
 * `graph` with sizes for dimensions of its inputs that only have names.
 *
 * @throws Failure `model-dimension` for a name that no input has
 */
export function fixDimensions(graph: Graph, sizes: Readonly<Record<string, number>>): Graph {
  const named = new Set(graph.inputs.flatMap(({ shape }) => shape.filter((d) => typeof d === 'string')))
  const unknown = Object.keys(sizes).find((name) => !named.has(name))
  if (unknown !== undefined) {
    throw new Failure({
      code: 'model-dimension',
      kind: 'model',
      what: 'the model has no dimension of that name',
      where: `graph ${graph.name}`,
      expected: [...named].join(', ') || 'no name at all',
      received: unknown,
    })
  }
  const inputs = graph.inputs.map((input) => ({
    ...input,
    shape: input.shape.map((d) => (typeof d === 'string' && Object.hasOwn(sizes, d) ? sizes[d]! : d)),
  }))
  return { ...graph, inputs }
}

/**
 * The graph of a vector-Jacobian product: beside the inputs of `graph` it takes `cotangent` (the shape of
 * `output`) and gives `output` itself and, for each name of `wrt` (inputs, initialisers or other values), the output
 * that `gradientName` calls it: cotangent^T d output / d wrt.
 *
 * @throws Failure `model-graph` and `model-dimension` as {@link importGraph}, `missing-gradient` for an operator on the
 * way that has none
 */
export function vectorJacobianGraph(
  graph: Graph,
  output: string,
  wrt: string | readonly string[],
  gradientName: (wrt: string) => string = () => 'gradient',
): Graph {
  const builder = new GraphBuilder(`${graph.name}.gradient`)
  const variables = typeof wrt === 'string' ? [wrt] : wrt
  builder.reserve(variables.map(gradientName))
  const values = importGraph(builder, graph)
  return asModel(`graph ${graph.name}`, () => {
    const value = namedValue(values, output)
    const seed = builder.input('cotangent', value.type, value.shape)
    const found = gradients(
      builder,
      [{ value, seed }],
      variables.map((name) => namedValue(values, name)),
    )
    builder.output(output, value)
    variables.forEach((name, i) => builder.output(gradientName(name), found[i]!))
    return builder.finish()
  })
}

/**
 * The graph of a Jacobian-vector product: beside the inputs of `graph` it takes `tangent` (the shape of `wrt`, an input
 * or another value) and gives `image` = d output / d wrt tangent.
 *
 * A vector-Jacobian product is linear in its cotangent, and its own gradient with respect to that is this: differentiated
 * twice in reverse, the graph needs no rules of forward differentiation.
 *
 * @throws Failure as {@link vectorJacobianGraph}
 */
export function jacobianVectorGraph(graph: Graph, output: string, wrt: string): Graph {
  const builder = new GraphBuilder(`${graph.name}.tangent`)
  builder.reserve(['image'])
  const values = importGraph(builder, graph)
  return asModel(`graph ${graph.name}`, () => {
    const [value, variable] = [namedValue(values, output), namedValue(values, wrt)]
    // Any cotangent will do.
    const cotangent = mul(value, 0)
    const [pulled] = gradients(builder, [{ value, seed: cotangent }], [variable])
    const tangent = builder.input('tangent', variable.type, variable.shape)
    const [image] = gradients(builder, [{ value: pulled!, seed: tangent }], [cotangent])
    builder.output('image', image!)
    return builder.finish()
  })
}

function namedValue(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name)
  if (!value) throw new Error(`there is no value ${name}`)
  return value
}

/** What does not fit in a graph of our own is a mistake of this program; in one that was read, it is the model's. */
function asModel<T>(where: string, build: () => T): T {
  try {
    return build()
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const failure = { kind: 'model', where, received: cause instanceof Error ? cause.message : String(cause) } as const
    if (cause instanceof OpenDimension) {
      throw new Failure({
        ...failure,
        code: 'model-dimension',
        what: 'the model cannot be differentiated before a dimension is fixed',
        expected: `a size for ${cause.dimension}`,
      })
    }
    throw new Failure({ ...failure, code: 'model-graph', what: 'the model cannot be differentiated' })
  }
}
