/** What `fieldsmith models` does with one model. */
import { basename, resolve } from 'node:path'
import type { Verification } from '../contract/calls'
import { importArchive } from '../engine/library/import'
import { removeModel, restoreModel } from '../engine/library/removal'
import { verifyModel, watchReading } from '../engine/library/verification'
import { checkFileWritable, writeFileAtomic } from '../formats/atomic'
import { Failure } from '../field/failure'
import { places } from '../library/collection'
import { packArchive } from '../library/package-archive'
import { findModel } from '../library/promotion'
import type { CommandContext } from './command'
import { readInput } from './read-input'

/** The actions among the command's options, of which one is taken at a time. */
export interface ModelAction {
  readonly verify: string | undefined
  readonly import: string | undefined
  readonly as: string | undefined
  readonly export: string | undefined
  readonly out: string | undefined
  readonly remove: string | undefined
  readonly restore: string | undefined
}

/** Does what the options ask for; false where they ask for none of it. */
export async function actOnModel(asked: ModelAction, context: CommandContext): Promise<boolean> {
  const actions = (['verify', 'import', 'export', 'remove', 'restore'] as const).filter((name) => asked[name])
  if (actions.length > 1) {
    throw usage(
      'only one thing is done with a model at a time',
      '',
      'one of these options',
      `--${actions.join(', --')}`,
    )
  }
  const [action] = actions
  if (asked.as !== undefined && action !== 'import') throw belongsTo('--as', '--import')
  if (asked.out !== undefined && action !== 'export') throw belongsTo('--out', '--export')
  if (action === undefined) return false
  await does[action](asked[action]!, asked, context)
  return true
}

const archive = { code: 'package-archive', what: 'the package cannot be read', form: 'zip' }

const does = {
  async verify(id: string, _asked: ModelAction, context: CommandContext) {
    const verification = await verifyModel(places(), id, context)
    context.print(verificationLine(verification))
    context.report({ schema: 'fieldsmith.verification/1', ...verification })
  },

  async import(file: string, { as: id }: ModelAction, context: CommandContext) {
    const request = { fileName: basename(file), bytes: await readInput(file, archive), id }
    const { verification, ...imported } = await importArchive(places(), request, context)
    for (const name of imported.ignored) context.note(`note: ${name} is no part of the package and was left out`)
    context.print(`${imported.id} is in the library; fieldsmith promote ${imported.id} takes a student into use`)
    context.print(verificationLine(verification))
    context.report({ schema: 'fieldsmith.import/1', ...imported, verification })
  },

  async export(id: string, { out }: ModelAction, context: CommandContext) {
    if (out === undefined) throw usage('an export needs a file to write', 'export', '--out FILE.zip', 'no --out')
    const path = resolve(out)
    await checkFileWritable(path)
    const { directory, manifest } = await findModel(places(), id)
    const bytes = await packArchive(directory, watchReading(manifest.files, context))
    await writeFileAtomic(path, bytes)
    context.print(`${id} in ${out}, ${bytes.length} bytes`)
    context.report({ schema: 'fieldsmith.export/1', id, file: path, bytes: bytes.length })
  },

  async remove(id: string, _asked: ModelAction, context: CommandContext) {
    const { removal, wasInUse, inUse } = await removeModel(places(), id)
    context.print(`${id} is removed; fieldsmith models --restore ${removal} has it back`)
    if (wasInUse) context.print(inUse === null ? 'its problem has no model in use' : `${inUse} is in use instead`)
    context.report({ schema: 'fieldsmith.removal/1', id, removal, wasInUse, inUse })
  },

  async restore(removal: string, _asked: ModelAction, context: CommandContext) {
    const restored = await restoreModel(places(), { removal, use: false })
    context.print(`${restored.id} is in the library again; fieldsmith promote ${restored.id} takes it into use`)
    context.report({ schema: 'fieldsmith.restoration/1', ...restored })
  },
} as const

function verificationLine({ id, files, bytes, provider, loadMs, inferMs, residual }: Verification): string {
  const read = `${files} ${files === 1 ? 'file' : 'files'}, ${bytes} bytes, as the manifest says`
  const ran = `loaded in ${loadMs.toFixed(0)} ms and run in ${inferMs.toFixed(1)} ms on ${provider}`
  const [sample, floor] = [residual?.sample.toPrecision(3), residual?.floor.toPrecision(3)]
  return `${id}: ${read}; ${ran}${residual ? `; residual of a sample ${sample}, floor ${floor}` : ''}`
}

const belongsTo = (option: string, action: string): Failure =>
  usage(`${option} belongs to ${action}`, option, action, 'the option alone')

function usage(what: string, where: string, expected: string, received: string): Failure {
  return new Failure({ code: 'bad-options', kind: 'usage', what, ...(where && { where }), expected, received })
}
