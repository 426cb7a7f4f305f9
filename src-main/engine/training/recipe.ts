/** What a person chooses of a distillation, and what the recipe of the problem's shipped student adds to it. */
import { join } from 'node:path'
import type { TrainingChoices } from '../../contract/calls'
import {
  readConfiguration,
  studentConfigurationSchema,
  type StudentConfiguration,
} from '../../distillation/configuration'
import { Failure } from '../../field/failure'
import type { Collection } from '../../library/collection'
import { fittingPackages } from '../../library/library'
import { readPlainFile } from '../../library/model-file'

/** Largest number of sampling steps that can be asked for; the contract's own bound. */
const mostSteps = 4

/**
 * The configuration that the shipped student of a problem was made with.
 *
 * @throws Failure `recipe-missing`, and what {@link readConfiguration} refuses
 */
export async function recipeOf({ packages }: Collection, problem: string): Promise<StudentConfiguration> {
  const [student] = fittingPackages(packages, { problem, kind: 'student' }).filter(({ origin }) => origin === 'shipped')
  const file = student?.manifest.files.find(({ role }) => role === 'configuration')
  if (!student || !file) {
    throw new Failure({
      code: 'recipe-missing',
      kind: 'usage',
      what: 'no shipped student of the problem says how it was distilled',
      where: problem,
      expected: 'fieldsmith distill with a configuration of your own',
    })
  }
  const path = join(student.directory, file.name)
  const text = new TextDecoder().decode(await readPlainFile(path))
  return readConfiguration(studentConfigurationSchema, text, path)
}

export function choicesOf({ steps, maximumSteps, physics, seed }: StudentConfiguration): TrainingChoices {
  const { weight, combination } = physics
  return { steps, maximumSteps: Math.min(mostSteps, maximumSteps), guidance: weight, combination, seed }
}

/** A recipe with a person's choices; a shorter or longer run passes through the same schedule. */
export function configurationOf(
  recipe: StudentConfiguration,
  id: string,
  { steps, maximumSteps, guidance, combination, seed }: TrainingChoices,
): StudentConfiguration {
  const scaled = (update: number): number => Math.max(1, Math.round((update * steps) / recipe.steps))
  const { physics, rate, checkpointSteps } = recipe
  return {
    ...recipe,
    id,
    seed,
    steps,
    maximumSteps,
    rate: { ...rate, warmup: scaled(rate.warmup) },
    physics: {
      ...physics,
      weight: guidance,
      combination,
      from: physics.from === 0 ? 0 : scaled(physics.from),
      to: scaled(physics.to),
    },
    // Often enough for a curve, and for little to be lost.
    checkpointSteps: Math.min(checkpointSteps, scaled(checkpointSteps)),
  }
}
