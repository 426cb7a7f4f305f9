/** Models and hardware as an engine would describe them. */
import type { Hardware, Measurement, ModelCard, ModelEntry, Verification } from '../../src-main/contract/calls'

export function entry(id: string, change: Partial<ModelEntry> = {}): ModelEntry {
  return {
    id,
    problem: 'darcy',
    kind: 'student',
    gridSize: 64,
    steps: [1, 2],
    sha256: 'ab'.repeat(32),
    origin: 'shipped',
    inUse: false,
    directory: `/models/${id}`,
    diskBytes: 5_300_000,
    damage: null,
    ...change,
  }
}

const channel = {
  varianceRatio: 0.81,
  spectrumDistance: 3,
  slicedWasserstein: 0.5,
  dataSpectrumDistance: 1.5,
  dataSlicedWasserstein: 0.25,
}

export function cardOf(model: ModelEntry): ModelCard {
  const quality = {
    pdeError: { mean: 0.02, median: 0.01 },
    pdeErrorHMinus1: 0.001,
    floor: 0.004,
    solutionError: 0.035,
    channels: { a: channel, u: channel },
  }
  return {
    ...model,
    title: null,
    fields: ['a', 'u'],
    normalisation: 'normalise() of problem darcy',
    parameters: { low: { minimum: 2, maximum: 6 } },
    conditionNames: ['logContrast'],
    sigma: { minimum: 0.002, maximum: 80, start: 1, levels: [[1]] },
    files: [
      {
        name: 'generator.onnx',
        role: 'generator',
        bytes: 5_000_000,
        sha256: 'cd'.repeat(32),
        inputs: [{ name: 'latent', type: 'float32', shape: ['N', 2, 64, 64] }],
        outputs: [],
      },
    ],
    provenance: {
      seed: 7,
      samplesSeen: 3200,
      steps: 400,
      hours: 0.5,
      device: 'CPU',
      commit: 'abc123',
      teacher: { id: 'darcy-64-teacher', sha256: '00' },
      architecture: null,
    },
    measured: {
      samples: 128,
      evaluations: 1,
      parameters: 445_969,
      validation: model.kind === 'teacher' ? [{ sigma: 0.5, mse: [0.0004, 0.0001] }] : [],
      bySteps: [{ steps: 1, latencyMs: 6.7, quality }],
    },
  }
}

export function verification(id: string): Verification {
  return {
    id,
    sha256: 'ab'.repeat(32),
    verifiedAt: '2026-01-02T03:04:05.000Z',
    files: 3,
    bytes: 5_000_000,
    provider: 'cpu',
    loadMs: 400,
    inferMs: 9,
    residual: { sample: 0.02, floor: 0.004 },
  }
}

export const hardware: Hardware = {
  system: { platform: 'linux', architecture: 'x64', host: 'Node 20.1.0', onnxRuntime: '1.30.0' },
  cpu: { model: 'Test processor', cores: 8, threads: 6, threadsSetBy: 'environment' },
  memory: { total: 32e9, free: 8e9, engine: 0.5e9, engineLimit: 25e9, heap: 1e8, heapLimit: 4e9 },
  providers: [
    { name: 'cuda', state: 'refused', reason: 'no driver', remedy: 'nvidia-driver', devices: [] },
    { name: 'webgpu', state: 'available', reason: 'probe right', remedy: null, devices: [] },
    { name: 'cpu', state: 'selected', reason: 'always there', remedy: null, devices: [] },
  ],
  choice: { name: 'cpu', setBy: 'person', passedOver: null },
  places: [{ kind: 'own-models', directory: '/home/models', bytes: 12_000_000 }],
}

export function measurement(model: string): Measurement {
  return {
    model,
    threads: 6,
    measuredAt: '2026-01-02T03:04:05.000Z',
    providers: [
      {
        ...{ provider: 'cuda', state: 'refused', reason: 'no driver', loadMs: null, batches: [] },
        ...{ memoryBytes: null, maxDifference: null },
      },
      {
        provider: 'cpu',
        state: 'measured',
        reason: null,
        loadMs: 250,
        batches: [
          { batch: 1, runs: 25, medianMs: 6, p95Ms: 8 },
          { batch: 8, runs: 19, medianMs: 40, p95Ms: 44 },
        ],
        memoryBytes: 30e6,
        maxDifference: 0,
      },
    ],
  }
}
