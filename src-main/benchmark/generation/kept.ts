/** What a long run of the suite keeps, so that it can be stopped and gone on with. */
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomic } from '../../formats/atomic'
import { readNpz, writeNpz } from '../../formats/npz'
import { identityHash, kept } from '../kept'
import { benchmarkSeed } from './batch'
import type { Figures } from './figures'
import type { Method, Samples } from './method'

const figuresSchema = z.strictObject({
  schema: z.literal('fieldsmith.generation-figures/1'),
  figures: z.record(z.string(), z.number()),
})

/**
 * The samples and figures of one method on one problem. In a run directory they stand under
 * `<problem>/<method>-<identity>/`, the identity a hash of all that they depend on: what was kept of other packages or
 * settings is passed over. Without a directory nothing is kept.
 */
export class KeptMethod {
  readonly #folder: string | undefined

  private constructor(folder: string | undefined) {
    this.#folder = folder
  }

  static async open(run: string | undefined, problem: string, { name, identity }: Method): Promise<KeptMethod> {
    if (run === undefined) return new KeptMethod(undefined)
    const folder = join(run, problem, `${name}-${identityHash([problem, name, benchmarkSeed], identity)}`)
    await mkdir(folder, { recursive: true })
    return new KeptMethod(folder)
  }

  /** The samples at places `first` to `first + count - 1`, drawn if they are not there. */
  async samples(first: number, count: number, draw: () => Promise<Samples>): Promise<Samples> {
    if (this.#folder === undefined) return draw()
    const path = join(this.#folder, `samples-${first}-${first + count - 1}.npz`)
    if (existsSync(path)) {
      const { states, solutions } = readNpz(await readFile(path), path)
      return {
        states: states!.data as Float32Array,
        ...(solutions && { solutions: solutions.data as Float64Array }),
      }
    }
    const drawn = await draw()
    const arrays = Object.entries(drawn).map(([key, data]: [string, Float32Array | Float64Array]) => {
      return [key, { shape: [count, data.length / count], data }] as const
    })
    await writeFileAtomic(path, writeNpz(Object.fromEntries(arrays), 0))
    return drawn
  }

  /** The figures of the first `count` samples, measured if they are not there. */
  async figures(count: number, measure: () => Promise<Figures>): Promise<Figures> {
    const path = this.#folder && join(this.#folder, `figures-${count}.json`)
    const { figures } = await kept(path, figuresSchema, async () => {
      return { schema: 'fieldsmith.generation-figures/1', figures: await measure() }
    })
    return figures
  }
}
