import { DataTexture, FloatType, NearestFilter, RGFormat, Vector2, type Material } from 'three'
import type { HeightField } from './height-field'
import type { ValueRange } from './value-range'
import { highest, lowest, type World } from './world'

type Shader = Parameters<Material['onBeforeCompile']>[0]

/**
 * Heights of the drawn field in the shader. All that lies on the surface takes its height from one texture there, so
 * that another field, range or relief changes one texture or three numbers and rebuilds nothing.
 *
 * `nodeHeight` is the height in the scene at a node, `drapedHeight` that at any place, on the very triangles that the
 * surface is drawn with.
 */
const heightChunk = /* glsl */ `
uniform highp sampler2D fieldNodes;
uniform vec2 fieldRange;
uniform float fieldRelief;
uniform vec2 fieldSize;
uniform vec2 fieldSlope;
uniform vec2 fieldRim;

vec2 nodeAt(ivec2 node) {
  return texelFetch(fieldNodes, clamp(node, ivec2(0), textureSize(fieldNodes, 0) - 1), 0).rg;
}
float nodeShare(ivec2 node) {
  return (nodeAt(node).r - fieldRange.x) * fieldRange.y;
}
float nodeHeight(ivec2 node) {
  return clamp(nodeShare(node), ${lowest.toFixed(1)}, ${highest.toFixed(1)}) * fieldRelief;
}
/** Index of a place along an edge; the rim before the first and after the last sample is half as wide as a cell. */
float nodeIndex(float place, float slope, float rim, float last) {
  float at = place * slope;
  if (rim == 0.0) return at;
  if (at < rim) return at / rim;
  return slope - at < rim ? last - (slope - at) / rim : at + rim;
}
float drapedHeight(vec2 place) {
  vec2 unit = vec2(place.x, -place.y) / fieldSize + 0.5;
  vec2 last = vec2(textureSize(fieldNodes, 0) - 1);
  vec2 at = clamp(
    vec2(nodeIndex(unit.x, fieldSlope.x, fieldRim.x, last.x), nodeIndex(unit.y, fieldSlope.y, fieldRim.y, last.y)),
    vec2(0.0), last
  );
  ivec2 corner = ivec2(min(floor(at), last - 1.0));
  vec2 part = at - vec2(corner);
  float right = nodeHeight(corner + ivec2(1, 0));
  float far = nodeHeight(corner + ivec2(0, 1));
  if (part.x + part.y <= 1.0) {
    float near = nodeHeight(corner);
    return near + part.x * (right - near) + part.y * (far - near);
  }
  float opposite = nodeHeight(corner + ivec2(1, 1));
  return opposite + (1.0 - part.x) * (far - opposite) + (1.0 - part.y) * (right - opposite);
}
`

function emptyNodes(columns: number, rows: number): DataTexture {
  const texture = new DataTexture(new Float32Array(2 * columns * rows), columns, rows, RGFormat, FloatType)
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  return texture
}

/** The heights that everything in a scene shares. */
export class Drape {
  /** By reference in every program that {@link declare} has been given. */
  readonly uniforms = {
    /** `[y, x]` nodes: value, and 1 where it stands in for what is no number. */
    fieldNodes: { value: emptyNodes(2, 2) },
    /** Minimum, and one over the span. */
    fieldRange: { value: new Vector2(0, 1) },
    fieldRelief: { value: 0 },
    /** Edges of the domain in the scene. */
    fieldSize: { value: new Vector2(1, 1) },
    /** Samples per edge, and the width of the rim as a part of a cell. */
    fieldSlope: { value: new Vector2(1, 1) },
    fieldRim: { value: new Vector2(0, 0) },
  }
  #field: HeightField | undefined

  update(field: HeightField, range: ValueRange, world: World): void {
    if (field !== this.#field) this.#upload(field)
    const { fieldRange, fieldRelief, fieldSize } = this.uniforms
    fieldRange.value.set(range.minimum, 1 / (range.maximum - range.minimum))
    fieldRelief.value = world.relief
    fieldSize.value.set(world.width, world.depth)
  }

  /** Gives a vertex shader the heights. */
  declare(shader: Shader): void {
    Object.assign(shader.uniforms, this.uniforms)
    shader.vertexShader = shader.vertexShader.replace('#include <common>', `#include <common>\n${heightChunk}`)
  }

  dispose(): void {
    this.uniforms.fieldNodes.value.dispose()
  }

  #upload(field: HeightField): void {
    this.#field = field
    const { fieldNodes, fieldSlope, fieldRim } = this.uniforms
    const [columns, rows] = [field.x.length, field.y.length]
    if (fieldNodes.value.image.width !== columns || fieldNodes.value.image.height !== rows) {
      fieldNodes.value.dispose()
      fieldNodes.value = emptyNodes(columns, rows)
    }
    const nodes = fieldNodes.value.image.data as Float32Array
    const { heights, values } = field
    for (let at = 0; at < heights.length; at += 1) {
      const height = heights[at]!
      nodes[2 * at] = Number.isNaN(height) ? 0 : height
      nodes[2 * at + 1] = Number.isNaN(values[at]!) ? 1 : 0
    }
    fieldNodes.value.needsUpdate = true
    const [x, y] = [rimOf(field.x), rimOf(field.y)]
    fieldRim.value.set(x, y)
    fieldSlope.value.set(columns - 1 - 2 * x, rows - 1 - 2 * y)
  }
}

/** Width of the rim in cells: a half where the first interval is half as wide as the next, else none. */
function rimOf(positions: Float64Array): 0 | 0.5 {
  const [first, second, third] = positions
  return third !== undefined && second! - first! < 0.75 * (third - second!) ? 0.5 : 0
}
