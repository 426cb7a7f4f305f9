import type { AcceptedRequest, ResultOf } from '../../contract/calls'
import { collectPackages, type Places } from '../../library/collection'
import { putModelToUse, findModel } from '../../library/promotion'
import { setAside, takeBack } from '../../library/removed'

/** Puts a model aside and says what its problem uses from then on. */
export async function removeModel(where: Places, id: string): Promise<ResultOf<'removeModel'>> {
  const { removal, wasInUse, problem } = await setAside(where, id)
  const { packages } = await collectPackages(where)
  const next = packages.find(({ manifest, inUse }) => inUse && manifest.problem === problem)
  return { removal, wasInUse, inUse: next?.manifest.id ?? null }
}

/** Takes a model back from where it was put aside, and into use if asked. */
export async function restoreModel(
  where: Places,
  { removal, use }: AcceptedRequest<'restoreModel'>,
): Promise<ResultOf<'restoreModel'>> {
  const { id } = await takeBack(where, removal)
  const { manifest } = use ? { manifest: await putModelToUse(where, id) } : await findModel(where, id)
  return { id, problem: manifest.problem }
}
