import { collectPackages, places, type CollectedPackage } from '../library/collection'
import { packageHash } from '../library/package'
import { describeFailure } from '../field/failure'
import { defineCommand } from './command'

function line({ manifest, origin, inUse }: CollectedPackage): string {
  const { id, problem, kind, gridSize, steps } = manifest
  const columns = [id.padEnd(28), problem.padEnd(18), kind.padEnd(9), `${gridSize} x ${gridSize}`.padEnd(10)]
  return `${columns.join(' ')} ${steps.join(', ').padEnd(11)} ${origin}${inUse ? ', in use' : ''}`
}

export const modelsCommand = defineCommand({
  name: 'models',
  summary: 'List the models, shipped and promoted, and which is in use for each problem.',
  options: {
    problem: { kind: 'string', placeholder: 'ID', summary: 'One problem only.' },
  },
  async run({ problem }, context) {
    const where = places()
    const { packages, refused, damage } = await collectPackages(where)
    const chosen = packages.filter(({ manifest }) => problem === undefined || manifest.problem === problem)
    for (const entry of chosen) context.print(line(entry))
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
    })
  },
})
