import { z } from 'zod'

const text = z.string().min(1).max(200)

/** The menu bar as the page wants it: one menu for each group of commands. */
export const menuBarSchema = z
  .array(
    z.object({
      title: text,
      items: z
        .array(
          z.object({
            /** Name of the command. */
            id: text,
            title: text,
            /** As Electron writes it, e.g. `CmdOrCtrl+Shift+P`; only shown, since the page takes its keys itself. */
            accelerator: text.exactOptional(),
            enabled: z.boolean(),
            checked: z.boolean().exactOptional(),
          }),
        )
        .max(200),
    }),
  )
  .max(20)
export type MenuBar = z.infer<typeof menuBarSchema>
