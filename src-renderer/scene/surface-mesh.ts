import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  DoubleSide,
  FloatType,
  LinearFilter,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  NearestFilter,
  RedFormat,
  SRGBColorSpace,
  Vector2,
} from 'three'
import { colourMapSize, colourOfNothing, type ColourMap } from './colour-map'
import type { Drape } from './drape'
import type { HeightField } from './height-field'
import { hatchesPerEdge } from './overlay'
import { surfaceGeometry } from './surface-geometry'
import type { ValueRange } from './value-range'
import type { World } from './world'

const vertexDeclarations = /* glsl */ `
attribute vec2 node;
attribute vec2 reach;
uniform highp sampler2D overlayNodes;
varying float vShare;
varying float vMissing;
varying float vOverlay;
varying vec2 vPlace;
`
/** The walls keep their own normal, the surface takes the slope of its neighbours. */
const vertexNormal = /* glsl */ `
ivec2 own = ivec2(node);
vec3 objectNormal = normal;
if (normal.y > 0.5) {
  vec2 slope = reach * vec2(
    nodeHeight(own + ivec2(1, 0)) - nodeHeight(own - ivec2(1, 0)),
    nodeHeight(own + ivec2(0, 1)) - nodeHeight(own - ivec2(0, 1))
  );
  objectNormal = normalize(vec3(-slope.x, 1.0, -slope.y));
}
`
const vertexPosition = /* glsl */ `
vShare = nodeShare(ivec2(node));
vMissing = nodeAt(ivec2(node)).g;
vOverlay = normal.y < 0.5 ? 0.0 : texelFetch(overlayNodes, min(ivec2(node), textureSize(overlayNodes, 0) - 1), 0).r;
vPlace = position.xz;
vec3 transformed = vec3(position.x, position.y * nodeHeight(ivec2(node)), position.z);
`
const fragmentDeclarations = /* glsl */ `
uniform sampler2D fieldColours;
uniform vec3 fieldNothing;
uniform vec2 overlayRange;
varying float vShare;
varying float vMissing;
varying float vOverlay;
varying vec2 vPlace;
`
/** Places on the map are looked up per pixel; hatches are dark with a light edge, and so seen on any colour. */
const fragmentColour = /* glsl */ `
float place = (clamp(vShare, 0.0, 1.0) * ${(colourMapSize - 1).toFixed(1)} + 0.5) / ${colourMapSize.toFixed(1)};
diffuseColor.rgb = vMissing > 0.5 ? fieldNothing : texture2D(fieldColours, vec2(place, 0.5)).rgb;
if (vOverlay >= overlayRange.x) {
  float hatch = (vPlace.x - vPlace.y) * ${hatchesPerEdge.toFixed(1)};
  float away = abs(fract(hatch) - 0.5) * 2.0;
  float blur = 2.0 * fwidth(hatch);
  float width = mix(0.2, 0.5, clamp((vOverlay - overlayRange.x) / (overlayRange.y - overlayRange.x), 0.0, 1.0));
  diffuseColor.rgb = mix(diffuseColor.rgb, vec3(1.0), 0.6 * (1.0 - smoothstep(width + 0.16, width + 0.16 + blur, away)));
  diffuseColor.rgb = mix(diffuseColor.rgb, vec3(0.008), 0.9 * (1.0 - smoothstep(width, width + blur, away)));
}
`

/** Larger than what is drawn, and still a number on every graphics card. */
const beyondAll = 3e38

function lookupTexture(): DataTexture {
  const texture = new DataTexture(new Uint8Array(4 * colourMapSize), colourMapSize, 1)
  texture.colorSpace = SRGBColorSpace
  texture.minFilter = LinearFilter
  texture.magFilter = LinearFilter
  return texture
}

function overlayTexture(columns: number, rows: number): DataTexture {
  const texture = new DataTexture(new Float32Array(columns * rows), columns, rows, RedFormat, FloatType)
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  return texture
}

/** Magnitudes at the surface's nodes, and from where to where they are hatched. */
export interface SurfaceOverlay {
  readonly magnitudes: Float32Array
  readonly range: ValueRange
}

/** The field itself: lit where it is a surface, in the exact colours of the bar where it is flat. */
export class SurfaceMesh {
  readonly mesh = new Mesh<BufferGeometry, MeshLambertMaterial | MeshBasicMaterial>()
  // A little behind its true place, so that what is draped over it does not flicker.
  readonly #lit = new MeshLambertMaterial({
    side: DoubleSide,
    polygonOffset: true,
    polygonOffsetFactor: 1.5,
    polygonOffsetUnits: 2,
  })
  readonly #flat = new MeshBasicMaterial({
    side: DoubleSide,
    polygonOffset: true,
    polygonOffsetFactor: 1.5,
    polygonOffsetUnits: 2,
  })
  readonly #uniforms = {
    fieldColours: { value: lookupTexture() },
    fieldNothing: { value: new Color() },
    overlayNodes: { value: overlayTexture(1, 1) },
    overlayRange: { value: new Vector2(beyondAll, beyondAll) },
  }
  #net = ''
  #map: ColourMap | undefined
  #overlay: SurfaceOverlay | undefined

  constructor(drape: Drape) {
    this.#uniforms.fieldNothing.value.setRGB(...shares(colourOfNothing), SRGBColorSpace)
    for (const material of [this.#lit, this.#flat]) {
      material.onBeforeCompile = (shader) => {
        Object.assign(shader.uniforms, this.#uniforms)
        shader.vertexShader = shader.vertexShader
          .replace('#include <common>', `#include <common>\n${vertexDeclarations}`)
          .replace('#include <beginnormal_vertex>', material === this.#lit ? vertexNormal : '$&')
          .replace('#include <begin_vertex>', vertexPosition)
        drape.declare(shader)
        shader.fragmentShader = shader.fragmentShader
          .replace('#include <common>', `#include <common>\n${fragmentDeclarations}`)
          .replace('#include <map_fragment>', fragmentColour)
      }
    }
    this.mesh.material = this.#lit
    this.mesh.frustumCulled = false
  }

  update(field: HeightField, map: ColourMap, world: World, overlay?: SurfaceOverlay): void {
    const net = JSON.stringify([field.x.length, field.y.length, field.x[1], field.y[1], world.extent])
    if (net !== this.#net) this.#build(field, world)
    this.#net = net
    if (map !== this.#map) this.#colour(map)
    if (overlay !== this.#overlay) this.#hatch(field, overlay)
    this.mesh.material = world.relief === 0 ? this.#flat : this.#lit
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.#lit.dispose()
    this.#flat.dispose()
    this.#uniforms.fieldColours.value.dispose()
    this.#uniforms.overlayNodes.value.dispose()
  }

  #build(field: HeightField, world: World): void {
    const { positions, normals, nodes, reaches, indices } = surfaceGeometry(field, world)
    this.mesh.geometry.dispose()
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', new BufferAttribute(positions, 3))
    geometry.setAttribute('normal', new BufferAttribute(normals, 3))
    geometry.setAttribute('node', new BufferAttribute(nodes, 2))
    geometry.setAttribute('reach', new BufferAttribute(reaches, 2))
    geometry.setIndex(new BufferAttribute(indices, 1))
    this.mesh.geometry = geometry
  }

  #colour(map: ColourMap): void {
    this.#map = map
    const texture = this.#uniforms.fieldColours.value
    const bytes = texture.image.data as Uint8Array
    for (let i = 0; i < colourMapSize; i += 1) bytes.set([...map.table.subarray(3 * i, 3 * i + 3), 255], 4 * i)
    texture.needsUpdate = true
  }

  #hatch(field: HeightField, overlay: SurfaceOverlay | undefined): void {
    this.#overlay = overlay
    const { overlayNodes, overlayRange } = this.#uniforms
    // No magnitude reaches it.
    if (!overlay) return void overlayRange.value.set(beyondAll, beyondAll)
    const [columns, rows] = [field.x.length, field.y.length]
    if (overlayNodes.value.image.width !== columns || overlayNodes.value.image.height !== rows) {
      overlayNodes.value.dispose()
      overlayNodes.value = overlayTexture(columns, rows)
    }
    ;(overlayNodes.value.image.data as Float32Array).set(overlay.magnitudes)
    overlayNodes.value.needsUpdate = true
    overlayRange.value.set(overlay.range.minimum, overlay.range.maximum)
  }
}

const shares = ([red, green, blue]: readonly [number, number, number]): [number, number, number] => [
  red / 255,
  green / 255,
  blue / 255,
]
