/** ONNX operators as functions of values, so that networks and residuals read as formulas. */
import type { Value } from './builder'
import { elementTypeOf } from './serialise'
import { sameShape } from './shapes/dimensions'
import type { DataType, Shape } from './types'

type Operand = Value | number

function lift(operand: Operand, beside: Value): Value {
  return typeof operand === 'number' ? beside.graph.scalar(operand, beside.type) : operand
}

function binary(op: string): (a: Operand, b: Operand) => Value {
  return (a, b) => {
    const anchor = typeof a === 'number' ? b : a
    if (typeof anchor === 'number') throw new Error(`${op} of two numbers needs no graph`)
    return anchor.graph.node(op, [lift(a, anchor), lift(b, anchor)])
  }
}

function unary(op: string): (x: Value) => Value {
  return (x) => x.graph.node(op, [x])
}

export const add = binary('Add')
export const sub = binary('Sub')
export const mul = binary('Mul')
export const div = binary('Div')
export const pow = binary('Pow')
export const minimum = binary('Min')
export const maximum = binary('Max')
export const greater = binary('Greater')
export const equal = binary('Equal')
export const neg = unary('Neg')
export const exp = unary('Exp')
export const log = unary('Log')
export const sqrt = unary('Sqrt')
export const erf = unary('Erf')
export const sin = unary('Sin')
export const cos = unary('Cos')
export const sinh = unary('Sinh')
export const cosh = unary('Cosh')
export const tanh = unary('Tanh')
export const sigmoid = unary('Sigmoid')
export const relu = unary('Relu')
export const abs = unary('Abs')

export const square = (x: Value): Value => mul(x, x)

/** `a` where the condition holds, else `b`; one of them is a value. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  const anchor = typeof a === 'number' ? b : a
  if (typeof anchor === 'number') throw new Error('Where of two numbers needs a type')
  return condition.graph.node('Where', [condition, lift(a, anchor), lift(b, anchor)])
}

/** 1 where the condition holds, else 0. */
export function indicator(condition: Value, type: DataType): Value {
  const { graph } = condition
  return where(condition, graph.scalar(1, type), graph.scalar(0, type))
}

export const cast = (x: Value, type: DataType): Value =>
  x.type === type ? x : x.graph.node('Cast', [x], { to: elementTypeOf[type] })

export const softmax = (x: Value, axis = -1): Value => x.graph.node('Softmax', [x], { axis })

/** Matrix product of the last two axes, the leading ones broadcast. */
export const matMul = (a: Value, b: Value): Value => a.graph.node('MatMul', [a, b])

export const transpose = (x: Value, permutation: readonly number[]): Value =>
  x.graph.node('Transpose', [x], { perm: permutation })

/** Swaps the last two axes. */
export function transposeLast(x: Value): Value {
  const rank = x.shape.length
  return transpose(x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2])
}

/**
 * One entry of `shape` may be -1 (taken from the rest) or symbolic, which means the same. Of several, those that `x`
 * has in the same place are copied from it.
 */
export function reshape(x: Value, shape: Shape): Value {
  const several = shape.filter((d) => typeof d === 'string' || d === -1).length > 1
  const target = shape.map((d, i) => (typeof d === 'number' ? d : several && x.shape[i] === d ? 0 : -1))
  return x.graph.node('Reshape', [x, x.graph.integers(target)])
}

const isKnown = (shape: Shape): shape is readonly number[] => shape.every((d) => typeof d === 'number')

/** The shape of a value as an operand: a constant, or what it turns out to be when the graph runs. */
const shapeOf = (x: Value): Value => (isKnown(x.shape) ? x.graph.integers(x.shape) : x.graph.node('Shape', [x]))

/** `x` in the shape of a value with as many elements. */
export function reshapeLike(x: Value, like: Value): Value {
  const open = like.shape.filter((d, i) => typeof d === 'string' && d !== x.shape[i])
  return open.length > 1 ? x.graph.node('Reshape', [x, shapeOf(like)]) : reshape(x, like.shape)
}

/** Repeats `x` along the axes that it lacks or has with size one, to the shape of `like`. */
export function expandLike(x: Value, like: Value): Value {
  if (sameShape(x.shape, like.shape)) return x
  const lead = like.shape.length - x.shape.length
  const target = like.shape.map((d, i) => (d === x.shape[i - lead] ? 1 : d))
  return isKnown(target) ? expand(x, target) : x.graph.node('Expand', [x, shapeOf(like)])
}

export function zerosLike(x: Value): Value {
  const zero = x.graph.constantOf(x.graph.scalar(0, x.type))!
  return x.graph.node('ConstantOfShape', [shapeOf(x)], { value: { ...zero, dims: [1] } })
}

export const expand = (x: Value, shape: readonly number[]): Value =>
  x.graph.node('Expand', [x, x.graph.integers(shape)])

export const concat = (values: readonly Value[], axis: number): Value =>
  values[0]!.graph.node('Concat', values, { axis })

export interface SliceRange {
  readonly axis: number
  readonly start: number
  readonly end: number
  readonly step?: number
}

export function slice(x: Value, ranges: readonly SliceRange[]): Value {
  const ints = (pick: (range: SliceRange) => number): Value => x.graph.integers(ranges.map(pick))
  return x.graph.node('Slice', [
    x,
    ints((r) => r.start),
    ints((r) => r.end),
    ints((r) => r.axis),
    ints((r) => r.step ?? 1),
  ])
}

/** One channel of fields `[N, C, H, W]`, as `[N, 1, H, W]`. */
export const channelOf = (fields: Value, index: number): Value =>
  slice(fields, [{ axis: 1, start: index, end: index + 1 }])

/** Reverses the given axes. */
export const flip = (x: Value, axes: readonly number[]): Value =>
  slice(
    x,
    axes.map((axis) => ({ axis, start: -1, end: Number.MIN_SAFE_INTEGER, step: -1 })),
  )

/** Zero padding: `before` and `after` per axis. */
export const pad = (x: Value, before: readonly number[], after: readonly number[]): Value =>
  x.graph.node('Pad', [x, x.graph.integers([...before, ...after])], { mode: 'constant' })

export const reduceSum = (x: Value, axes: readonly number[], keepDims = true): Value =>
  x.graph.node('ReduceSum', [x, x.graph.integers(axes)], { keepdims: keepDims ? 1 : 0 })

/** Matrix product with a constant matrix `[columns, rows]` (row-major) along one axis: y_i = sum_j M_ij x_j. */
export function multiplyAlong(x: Value, axis: number, matrix: Float64Array, columns: number, rows: number): Value {
  const data = x.type === 'float64' ? matrix : Float32Array.from(matrix)
  const constant = (values: typeof data, dims: readonly number[]): Value =>
    x.graph.constant({ type: x.type, dims, data: values })
  const rank = x.shape.length
  if (axis === rank - 2) return matMul(constant(data, [columns, rows]), x)
  const transposed = data.map((_, k) => data[(k % columns) * rows + Math.floor(k / columns)]!)
  const right = constant(transposed, [rows, columns])
  if (axis === rank - 1) return matMul(x, right)
  const order = x.shape.map((_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i))
  return transpose(matMul(transpose(x, order), right), order)
}

/** A matrix `[n, n]` along the last axis of fields `[N, C, n, n]`, and another along the one before. */
export function multiplyBothAxes(x: Value, { y: alongY, x: alongX }: { y: Float64Array; x: Float64Array }): Value {
  const n = Math.sqrt(alongX.length)
  return multiplyAlong(multiplyAlong(x, 3, alongX, n, n), 2, alongY, n, n)
}

export const reduceMean = (x: Value, axes: readonly number[], keepDims = true): Value =>
  x.graph.node('ReduceMean', [x, x.graph.integers(axes)], { keepdims: keepDims ? 1 : 0 })

/** Convolution with stride 1 and zero padding that keeps the size; kernels are odd. */
export function conv(x: Value, weights: Value, bias?: Value, group = 1): Value {
  const [kh, kw] = [weights.shape[2] as number, weights.shape[3] as number]
  const [ph, pw] = [(kh - 1) / 2, (kw - 1) / 2]
  const attributes = { kernel_shape: [kh, kw], pads: [ph, pw, ph, pw], group }
  return x.graph.node('Conv', bias ? [x, weights, bias] : [x, weights], attributes)
}

/** Mean over blocks, 2x2 ones by default. */
export const averagePool = (x: Value, block: readonly number[] = [2, 2]): Value =>
  x.graph.node('AveragePool', [x], { kernel_shape: block, strides: block })

/** Repeats every element over a block, of 2x2 by default. */
export function upsample(x: Value, block: readonly number[] = [2, 2]): Value {
  const scales = Float32Array.of(1, 1, ...block)
  return x.graph.node('Resize', [x, '', x.graph.constant({ type: 'float32', dims: [scales.length], data: scales })], {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  })
}
