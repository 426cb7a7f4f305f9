import { collectPackages, places, type CollectedPackage } from '../library/collection'
import { packageHash } from '../library/package'
import { describeFailure } from '../field/failure'
import { listRemoved } from '../library/removed'
import { defineCommand } from './command'
import { actOnModel } from './model-actions'

function line({ manifest, origin, inUse }: CollectedPackage): string {
  const { id, problem, kind, gridSize, steps } = manifest
  const columns = [id.padEnd(28), problem.padEnd(18), kind.padEnd(9), `${gridSize} x ${gridSize}`.padEnd(10)]
  return `${columns.join(' ')} ${steps.join(', ').padEnd(11)} ${origin}${inUse ? ', in use' : ''}`
}

export const modelsCommand = defineCommand({
  name: 'models',
  summary: 'List the models, and verify, import, export, remove or restore one.',
  options: {
    problem: { kind: 'string', placeholder: 'ID', summary: 'List the models of one problem only.' },
    verify: { kind: 'string', placeholder: 'ID', summary: 'Read, compare, load and run a model.' },
    import: { kind: 'string', placeholder: 'FILE.zip', summary: 'Take a package into the library.' },
    as: { kind: 'string', placeholder: 'ID', summary: 'Identifier of the import instead of its own.' },
    export: { kind: 'string', placeholder: 'ID', summary: 'Write a package as one file.' },
    out: { kind: 'string', placeholder: 'FILE.zip', summary: 'File to write.' },
    remove: { kind: 'string', placeholder: 'ID', summary: 'Put a model of the library aside.' },
    restore: { kind: 'string', placeholder: 'NAME', summary: 'Take a removed model back.' },
  },
  async run({ problem, ...asked }, context) {
    if (await actOnModel(asked, context)) return
    const where = places()
    const { packages, refused, damage } = await collectPackages(where)
    const chosen = packages.filter(({ manifest }) => problem === undefined || manifest.problem === problem)
    for (const entry of chosen) context.print(line(entry))
    const removed = await listRemoved(where.home)
    for (const { removal, removedAt } of removed) {
      context.note(`note: removed ${removedAt.toISOString()}, fieldsmith models --restore ${removal}`)
    }
    for (const reason of [...refused.map((entry) => entry.reason), ...(damage ? [damage] : [])]) {
      context.note(`note[${reason.code}]: ${describeFailure(reason)}`)
    }
    context.report({
      schema: 'fieldsmith.models/1',
      shipped: where.shipped,
      home: where.home,
      models: chosen.map(({ directory, manifest, origin, inUse }) => {
        const { id, kind, gridSize, steps, files } = manifest
        const sha256 = packageHash(files)
        return { id, problem: manifest.problem, kind, gridSize, steps, sha256, origin, inUse, directory }
      }),
      refused: refused.map(({ directory, reason }) => ({
        directory,
        code: reason.code,
        message: describeFailure(reason),
      })),
      removed: removed.map(({ removedAt, ...entry }) => ({ ...entry, removedAt: removedAt.toISOString() })),
    })
  },
})
