const addresses = import.meta.glob<string>('../../../../assets/examples/*-sensors.csv', {
  query: '?url',
  import: 'default',
  eager: true,
})

/** A sensor file to try the app with. */
export interface SampleFile {
  readonly name: string
  load(): Promise<Uint8Array<ArrayBuffer>>
}

/** The one of a problem, made from its reference solver (assets/examples); undefined where there is none. */
export function sampleFileOf(problem: string): SampleFile | undefined {
  const name = `${problem}-sensors.csv`
  const address = addresses[`../../../../assets/examples/${name}`]
  if (address === undefined) return undefined
  return {
    name,
    async load() {
      const response = await fetch(address)
      if (!response.ok) throw new Error(`The sample file cannot be loaded (status ${response.status})`)
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}
