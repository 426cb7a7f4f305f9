import address from '../../../assets/examples/darcy-sensors.csv?url'

/** A sensor file to try the app with; it comes from the reference solver (assets/examples/make-darcy-sensors.mjs). */
export const sampleFile = {
  /** Problem whose fields they were measured on. */
  problem: 'darcy',
  name: 'darcy-sensors.csv',
  async load(): Promise<Uint8Array<ArrayBuffer>> {
    const response = await fetch(address)
    if (!response.ok) throw new Error(`The sample file cannot be loaded (status ${response.status})`)
    return new Uint8Array(await response.arrayBuffer())
  },
}
