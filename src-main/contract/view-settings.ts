/** How a picture of a field is drawn: what undo steps and session files hold of it. */
import { z } from 'zod'

const finite = z.number().finite()

export const valueRangeSchema = z
  .object({ minimum: finite, maximum: finite })
  .refine(({ minimum, maximum }) => minimum < maximum, 'the minimum must lie below the maximum')

export const viewSettingsSchema = z.object({
  /** Seen from above, without height. */
  flat: z.boolean().default(false),
  /** Name of the colour map of fields that grow in one direction; `automatic` is the one that suits the field. */
  map: z.string().default('automatic'),
  /** Of fields on both sides of zero. */
  signedMap: z.string().default('automatic'),
  /** What the colours span: the field, what they spanned when they were held, or what was typed. */
  range: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('automatic') }),
      z.object({ kind: z.literal('held') }),
      z.object({ kind: z.literal('fixed'), range: valueRangeSchema }),
    ])
    .default({ kind: 'automatic' }),
  /** About so many isolines; 0 draws none. */
  contours: z.number().int().min(0).max(40).default(0),
  /** Arrows of the velocity or the flux, where the field has one. */
  arrows: z.boolean().default(false),
  streamlines: z.boolean().default(false),
  /** Where the equation is not met is marked on the field. */
  overlay: z.boolean().default(false),
  /** Height of the surface as a multiple of the usual one. */
  relief: z.number().min(0.1).max(4).default(1),
  arrangement: z.enum(['single', 'pair', 'difference']).default('single'),
  /** What the second picture shows, by the name that the window gives it; null for its own choice. */
  beside: z.string().nullable().default(null),
  /** Line along which the field is plotted, in the domain's units. */
  slice: z.object({ x1: finite, y1: finite, x2: finite, y2: finite }).nullable().default(null),
  /** Place of the time cursor, 0 at the start and 1 at the end; null where time stands still. */
  time: z.number().min(0).max(1).nullable().default(null),
})
export type ViewSettings = z.infer<typeof viewSettingsSchema>

export const defaultViewSettings: ViewSettings = viewSettingsSchema.parse({})
