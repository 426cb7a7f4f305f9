/** Which of ONNX Runtime's providers this machine uses: a person's choice in a small file, else the most capable. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { describeIssues } from '../contract/errors'
import { Failure, type FailureDetail } from '../field/failure'
import { writeDirectoryAtomic } from '../formats/atomic'
import { environmentProvider, probedProviders, selectProvider, type ProviderReport } from '../runtime/providers'
import { homeDirectory } from './home'

const schemaName = 'fieldsmith.provider/1'
const fileSchema = z.strictObject({ schema: z.literal(schemaName), provider: z.string().nullable() })
const fileName = 'provider.json'

export interface ProvidersInUse {
  readonly providers: readonly ProviderReport[]
  /** What was asked for, and by whom; null for the most capable. */
  readonly choice: string | null
  readonly setBy: 'automatic' | 'person' | 'environment'
  /** Why a person's choice is not followed. */
  readonly passedOver?: FailureDetail
}

/**
 * What each provider can do here, and which is selected: the one that `FIELDSMITH_PROVIDER` names, else the person's
 * choice, else the most capable. A choice that cannot be had any more gives way; one of the environment does not.
 *
 * @throws Failure `provider-refused` where `FIELDSMITH_PROVIDER` names one that cannot be used
 */
export async function providersInUse(home = homeDirectory(), again = false): Promise<ProvidersInUse> {
  const probed = await probedProviders(again)
  const wanted = environmentProvider()
  if (wanted !== undefined) {
    return { providers: selectProvider(probed, wanted, 'FIELDSMITH_PROVIDER'), choice: wanted, setBy: 'environment' }
  }
  try {
    const choice = await readChoice(home)
    const providers = selectProvider(probed, choice, join(home, fileName))
    return choice === undefined
      ? { providers, choice: null, setBy: 'automatic' }
      : { providers, choice, setBy: 'person' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { providers: selectProvider(probed), choice: null, setBy: 'automatic', passedOver: error.detail }
  }
}

/** The provider that sessions are to run on. */
export async function selectedProvider(): Promise<string> {
  const { providers } = await providersInUse()
  return providers.find(({ state }) => state === 'selected')!.name
}

/**
 * Makes a provider this machine's, or, with null, leaves it to the most capable.
 *
 * @throws Failure `provider-refused`, `output-not-writable`
 */
export async function chooseProvider(home: string, name: string | null): Promise<void> {
  if (name !== null) selectProvider(await probedProviders(), name, 'provider')
  const text = `${JSON.stringify({ schema: schemaName, provider: name }, undefined, 2)}\n`
  await writeDirectoryAtomic(home, { [fileName]: new TextEncoder().encode(text) })
}

async function readChoice(home: string): Promise<string | undefined> {
  const path = join(home, fileName)
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8'))).provider ?? undefined
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new Failure({
      code: 'provider-choice-damaged',
      kind: 'usage',
      what: 'the file that names the provider of this machine cannot be read; the most capable one is used',
      where: path,
      expected: schemaName,
      received: cause instanceof z.ZodError ? describeIssues(cause).join('; ') : String(cause),
    })
  }
}
