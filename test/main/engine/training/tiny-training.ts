/** A library with a tiny teacher and a recipe, and the training process, built. */
import { build } from 'esbuild'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StudentConfiguration } from '../../../../src-main/distillation/configuration'
import { openPackage, readManifest, writePackage } from '../../../../src-main/library/package'
import { writeTinyPackages } from '../../benchmark/tiny-packages'
import { studentConfiguration } from '../../distillation/tiny-run'

export const recipe: StudentConfiguration = { ...studentConfiguration, maximumSteps: 2, checkpointSteps: 2 }

/** Two packages of Darcy flow on 16 x 16; the student tells how it was distilled. */
export async function writeTinyLibrary(): Promise<string> {
  const folder = await writeTinyPackages()
  const student = join(folder, 'student')
  const { files, ...draft } = await readManifest(student)
  const opened = await openPackage(student)
  await rm(student, { recursive: true })
  await writePackage(student, {
    ...draft,
    files: [
      ...files.map((file) => ({ ...file, content: opened.file(file.role).bytes })),
      { name: 'training.json', role: 'configuration', content: new TextEncoder().encode(JSON.stringify(recipe)) },
    ],
  })
  return folder
}

/** Bundles the process into a folder of its own under dist/, where it finds ONNX Runtime; returns the folder. */
export async function buildQuickProcess(): Promise<{ folder: string; entry: string }> {
  const dist = join(import.meta.dirname, '../../../../dist')
  mkdirSync(dist, { recursive: true })
  const folder = mkdtempSync(join(dist, '.training-test-'))
  await build({
    entryPoints: { 'training-process': join(import.meta.dirname, 'quick-process.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node'],
    banner: {
      js: `import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);`,
    },
  })
  return { folder, entry: join(folder, 'training-process.mjs') }
}
