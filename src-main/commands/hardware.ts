import type { Hardware, Measurement, Remedy } from '../contract/calls'
import { describeHardware } from '../engine/library/hardware'
import { measureProviders } from '../engine/library/provider-timing'
import { Failure } from '../field/failure'
import { collectPackages, places } from '../library/collection'
import { openPackage } from '../library/package'
import { findModel } from '../library/promotion'
import { chooseProvider } from '../library/provider-in-use'
import { defineCommand } from './command'

const remedies: Record<Remedy, string> = {
  'nvidia-driver': 'needs an NVIDIA card with its driver',
  'install-cuda': 'npm run install:cuda fetches the libraries; CUDA 12 and cuDNN 9 must be there',
  'cuda-libraries': 'needs CUDA 12 and cuDNN 9 where the system finds libraries',
  'vulkan-driver': 'needs a graphics card with a Vulkan driver',
  'gpu-driver': 'needs a graphics card with a current driver',
  build: 'npm run build makes it',
}

const placeNames: Record<Hardware['places'][number]['kind'], string> = {
  'shipped-models': 'shipped models',
  'own-models': 'own models',
  'removed-models': 'removed models',
  runs: 'training runs',
  sessions: 'sessions',
  history: 'history',
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

function hardwareLines({ system, cpu, memory, providers, choice, places: folders }: Hardware): string[] {
  const threadsBy = { cores: 'one per core', environment: 'FIELDSMITH_THREADS' }[cpu.threadsSetBy]
  const chosenBy = { automatic: 'most capable', person: 'chosen', environment: 'FIELDSMITH_PROVIDER' }[choice.setBy]
  return [
    `processor   ${cpu.model}, ${cpu.cores} cores, ${cpu.threads} threads used (${threadsBy})`,
    `memory      ${mebibytes(memory.total)}, ${mebibytes(memory.free)} free; an engine may take ${mebibytes(memory.engineLimit)}`,
    `runtime     ONNX Runtime ${system.onnxRuntime}, ${system.host}, ${system.platform} ${system.architecture}`,
    ...providers.flatMap(({ name, state, reason, remedy, devices }) => [
      `${name.padEnd(11)} ${state}${state === 'selected' ? ` (${chosenBy})` : ''}, ${[...devices, reason].join(', ')}`,
      ...(remedy ? [`${' '.repeat(11)} ${remedies[remedy]}`] : []),
    ]),
    ...folders.map(
      ({ kind, directory, bytes }) => `${placeNames[kind].padEnd(15)} ${mebibytes(bytes).padStart(11)}  ${directory}`,
    ),
  ]
}

function measurementLines({ model, threads, providers }: Measurement): string[] {
  return [
    `${model}, ${threads} threads`,
    ...providers.map(({ provider, reason, loadMs, batches, memoryBytes, maxDifference }) => {
      if (loadMs === null) return `${provider.padEnd(8)} ${reason}`
      const times = batches.map(
        ({ batch, runs, medianMs, p95Ms }) =>
          `batch ${batch}: median ${medianMs.toFixed(2)} ms, 95th percentile ${p95Ms.toFixed(2)} ms of ${runs} runs`,
      )
      const difference = `${(maxDifference ?? 0).toPrecision(2)} of the RMS off the CPU's result at most`
      return [
        `${provider.padEnd(8)} loaded in ${loadMs.toFixed(0)} ms`,
        ...times,
        mebibytes(memoryBytes ?? 0),
        difference,
      ].join('; ')
    }),
  ]
}

export const hardwareCommand = defineCommand({
  name: 'hardware',
  summary: 'Show what this machine computes on, and measure a model on each of its providers.',
  options: {
    measure: { kind: 'boolean', default: false, summary: 'Time a model on every provider that can be used.' },
    model: { kind: 'string', placeholder: 'ID', summary: 'The model to time; else the first in use.' },
    provider: {
      kind: 'string',
      placeholder: 'NAME',
      summary: 'Make a provider the one of this machine; `automatic` leaves it to the most capable.',
    },
  },
  async run({ measure, model, provider }, context) {
    const where = places()
    if (provider !== undefined) await chooseProvider(where.home, provider === 'automatic' ? null : provider)
    const hardware = await describeHardware(where, false)
    for (const line of hardwareLines(hardware)) context.print(line)
    if (hardware.choice.passedOver)
      context.note(`note[${hardware.choice.passedOver.code}]: ${hardware.choice.passedOver.message}`)
    const measurement = measure
      ? await measureProviders(await openPackage(await directoryOf(model)), context)
      : undefined
    if (measurement) for (const line of measurementLines(measurement)) context.print(line)
    context.report({ schema: 'fieldsmith.hardware/1', ...hardware, ...(measurement && { measurement }) })
  },
})

/** Of the model to time. */
async function directoryOf(id: string | undefined): Promise<string> {
  const where = places()
  if (id !== undefined) return (await findModel(where, id)).directory
  const { packages } = await collectPackages(where)
  const used = packages.find(({ inUse }) => inUse)
  if (used) return used.directory
  throw new Failure({
    code: 'model-not-found',
    kind: 'model',
    what: 'there is no model in use to time',
    where: `${where.shipped} and ${where.home}`,
    expected: '--model ID',
    received: 'none',
  })
}
