/** What the engine computes on, and what the person's files take. */
import { arch, cpus, freemem, platform, totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { Hardware } from '../../contract/calls'
import { contractErrorOf } from '../../contract/errors'
import { Failure } from '../../field/failure'
import type { Places } from '../../library/collection'
import { diskUse } from '../../library/disk-use'
import { historyFiles, promotedModels, removedModels, sessionFiles, trainingRuns } from '../../library/home'
import { providersInUse } from '../../library/provider-in-use'
import { devicesOf, remedyFor, runtimeVersion } from '../../runtime/devices'
import { limits } from '../../runtime/limits'
import { engineLimits } from '../limits'

/** `probe`: every provider is asked again, for what was installed meanwhile. */
export async function describeHardware({ shipped, home }: Places, probe: boolean): Promise<Hardware> {
  const { providers, choice, setBy, passedOver } = await providersInUse(home, probe)
  const { used_heap_size: heap, heap_size_limit: heapLimit } = getHeapStatistics()
  const folders = [
    ['shipped-models', shipped],
    ['own-models', promotedModels(home)],
    ['removed-models', removedModels(home)],
    ['runs', trainingRuns(home)],
    ['sessions', sessionFiles(home)],
    ['history', historyFiles(home)],
  ] as const
  const { electron, node } = process.versions
  return {
    system: {
      platform: platform(),
      architecture: arch(),
      host: electron === undefined ? `Node ${node}` : `Electron ${electron}`,
      onnxRuntime: runtimeVersion,
    },
    cpu: {
      model: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      threads: limits.threads,
      threadsSetBy: process.env['FIELDSMITH_THREADS'] ? 'environment' : 'cores',
    },
    memory: {
      total: totalmem(),
      free: freemem(),
      engine: process.memoryUsage.rss(),
      engineLimit: engineLimits.residentBytes,
      heap,
      heapLimit,
    },
    providers: providers.map((provider) => ({
      ...provider,
      remedy: remedyFor(provider) ?? null,
      devices: devicesOf(provider.name),
    })),
    choice: { name: choice, setBy, passedOver: passedOver ? contractErrorOf(new Failure(passedOver)) : null },
    places: await Promise.all(
      folders.map(async ([kind, directory]) => ({ kind, directory, bytes: await diskUse(directory) })),
    ),
  }
}
