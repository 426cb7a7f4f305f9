import type { AcceptedRequest, ResultOf } from '../../contract/calls'
import type { CallContext } from '../../contract/server'
import type { Places } from '../../library/collection'
import { refuseUnfit } from '../../library/fitness'
import { unpackArchive } from '../../library/package-archive'
import { addPackage, refuseKnown } from '../../library/promotion'
import { breathe, tryOut } from './verification'

/**
 * Takes a package into the library once it is known to be whole, to fit a problem, and to run.
 *
 * @throws Failure `package-archive`, `model-exists`, and of kind `model` what a package, a graph or its run is refused for
 */
export async function importArchive(
  where: Places,
  { fileName, bytes, id }: Pick<AcceptedRequest<'importModel'>, 'fileName' | 'bytes' | 'id'>,
  context: CallContext,
): Promise<ResultOf<'importModel'>> {
  context.progress({ stage: 'Reading the files', fraction: 0 })
  await breathe(context.signal)
  const { model, files, ignored } = unpackArchive(bytes, fileName, id)
  const { manifest } = model
  refuseUnfit(manifest, fileName)
  await refuseKnown(where, model)
  const verification = await tryOut(model, context)
  await addPackage(where, model, files)
  return { id: manifest.id, problem: manifest.problem, kind: manifest.kind, ignored: [...ignored], verification }
}
