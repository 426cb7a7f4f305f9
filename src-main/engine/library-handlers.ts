import type { libraryCalls } from '../contract/calls'
import type { Handlers } from '../contract/server'
import { Failure } from '../field/failure'
import { places } from '../library/collection'
import { packArchive } from '../library/package-archive'
import { findModel } from '../library/promotion'
import { openPackage } from '../library/package'
import { chooseProvider } from '../library/provider-in-use'
import { deleteRemoved } from '../library/removed'
import { describeHardware } from './library/hardware'
import { importArchive } from './library/import'
import { cardOf, listModels } from './library/listing'
import { measureProviders } from './library/provider-timing'
import { removeModel, restoreModel } from './library/removal'
import { verifyModel, watchReading } from './library/verification'

/** What a page can take in one message, see contract/wire.ts; larger packages leave by the command line. */
const largestExport = 240 * 2 ** 20

/** The calls of the library view, answered. */
export function libraryHandlers(): Pick<Handlers, keyof typeof libraryCalls> {
  return {
    listModels: () => listModels(places()),
    modelCard: ({ id }) => cardOf(places(), id),
    verifyModel: ({ id }, context) => verifyModel(places(), id, context),
    importModel: (request, context) => importArchive(places(), request, context),

    async exportModel({ id }, context) {
      const { directory, manifest } = await findModel(places(), id)
      const bytes = await packArchive(directory, watchReading(manifest.files, context))
      if (bytes.length <= largestExport) return { fileName: `${id}.zip`, mediaType: 'application/zip', bytes }
      throw new Failure({
        code: 'package-too-large',
        kind: 'usage',
        what: 'the package is too large for the window',
        where: directory,
        expected: `at most ${largestExport} bytes here; fieldsmith models --export ${id} --out FILE.zip has no limit`,
        received: `${bytes.length} bytes`,
      })
    },

    removeModel: ({ id }) => removeModel(places(), id),
    restoreModel: (request) => restoreModel(places(), request),
    async deleteRemoved({ removal }) {
      await deleteRemoved(places().home, removal)
      return {}
    },

    hardware: ({ probe }) => describeHardware(places(), probe),
    async measureProviders({ model }, context) {
      const { directory, manifest } = await findModel(places(), model)
      return measureProviders(await openPackage(directory, watchReading(manifest.files, context)), context)
    },
    async chooseProvider({ name }) {
      await chooseProvider(places().home, name)
      return {}
    },
  }
}
