/** What lies behind a provider on this machine: the devices, and what is missing where there are none to use. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { env } from 'onnxruntime-node'
import { notBuilt, type ProviderReport } from './providers'

export const runtimeVersion: string = env.versions.node ?? env.versions.common

/** NVIDIA's driver tells of each card in a folder of its own. */
const nvidiaCards = '/proc/driver/nvidia/gpus'
/** Made by the driver; present in containers that see no more of it. */
const nvidiaControl = '/dev/nvidiactl'

/** Names of the devices that a provider computes on, where the system tells them. */
export function devicesOf(provider: string): string[] {
  if (provider !== 'cuda' || !existsSync(nvidiaCards)) return []
  return readdirSync(nvidiaCards).flatMap((card) => {
    const [, model] = /^Model:\s*(.+)$/m.exec(readFileSync(join(nvidiaCards, card, 'information'), 'utf8')) ?? []
    return model === undefined ? [] : [model.trim()]
  })
}

export type Remedy = 'nvidia-driver' | 'install-cuda' | 'cuda-libraries' | 'vulkan-driver' | 'gpu-driver' | 'build'

/** What would make a refused provider available; undefined for one that is. */
export function remedyFor(
  { name, state, reason }: ProviderReport,
  platform: NodeJS.Platform = process.platform,
): Remedy | undefined {
  if (state !== 'refused') return undefined
  if (reason === notBuilt) return 'build'
  if (name === 'cuda') {
    if (!existsSync(nvidiaControl) && !existsSync(nvidiaCards)) return 'nvidia-driver'
    return existsSync(join(runtimeLibraries(), 'libonnxruntime_providers_cuda.so')) ? 'cuda-libraries' : 'install-cuda'
  }
  return name === 'webgpu' && platform === 'linux' ? 'vulkan-driver' : 'gpu-driver'
}

/** Where `npm run install:cuda` puts the libraries. */
function runtimeLibraries(): string {
  const runtimePackage = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  return join(runtimePackage, 'bin', 'napi-v6', process.platform, process.arch)
}
