import { z } from 'zod'
import type { AppInfo } from '../domain/app-info.ts'
import type { MenuSection } from '../domain/menu.ts'
import type { Settings } from '../domain/settings.ts'
import { fontSizes } from '../domain/settings.ts'
import { zoomRange } from '../domain/zoom.ts'
import { call, stream } from '../wire/contract.ts'
import { connectionId, consoleId, documentId, nothing, path, sessionRef, title } from './schemas.ts'

const size = z.number().finite().min(0).max(10_000)

const fontSize = z.number().min(fontSizes.least).max(fontSizes.most)

const learntLimit = z.object({
  most: z.number().finite().exactOptional(),
  refused: z.number().finite().exactOptional(),
  at: z.number().finite(),
})

const learntLimits = z.object({
  cpuCount: learntLimit.exactOptional(),
  memoryMb: learntLimit.exactOptional(),
  ttlHours: learntLimit.exactOptional(),
})

const settings = z.object({
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  density: z.enum(['compact', 'comfortable']).exactOptional(),
  fonts: z
    .object({
      // It becomes part of a style: a name and nothing else.
      family: z
        .string()
        .max(100)
        .regex(/^[\p{L}\p{N} ._-]*$/u)
        .exactOptional(),
      editorSize: fontSize.exactOptional(),
      consoleSize: fontSize.exactOptional(),
    })
    .exactOptional(),
  learntLimits: z.record(connectionId, learntLimits).exactOptional(),
  sessionSort: z.enum(['newest', 'name', 'ends', 'used']).exactOptional(),
  runLimit: z.int().min(1).max(290).exactOptional(),
  keys: z.record(z.string().max(60), z.string().max(60)).exactOptional(),
  layout: z.object({ sideBar: size, result: size, panel: size }).exactOptional(),
  shown: z
    .object({ sideBar: z.boolean(), result: z.boolean(), panel: z.boolean(), maximised: z.boolean() })
    .exactOptional(),
  openSession: sessionRef.exactOptional(),
  openDocuments: z
    .array(
      z.object({
        session: sessionRef,
        documentIds: z.array(documentId).max(200).readonly(),
        active: documentId.exactOptional(),
      }),
    )
    .max(500)
    .readonly(),
  openConsoles: z
    .array(
      z.object({
        session: sessionRef,
        consoles: z
          .array(
            z.object({
              id: consoleId,
              name: title,
              folder: path.exactOptional(),
              clearedAt: z.number().finite().exactOptional(),
            }),
          )
          .max(100)
          .readonly(),
        active: consoleId.exactOptional(),
      }),
    )
    .max(500)
    .readonly()
    .exactOptional(),
  screenReader: z.boolean().exactOptional(),
})

/** Keys as Electron's menus take them; anything else it would refuse as a whole. */
const accelerator = z
  .string()
  .regex(
    /^(?:(?:Ctrl|Cmd|Alt|Shift)\+)*(?:[A-Z0-9`/,.;=-]|F\d{1,2}|Enter|Tab|PageUp|PageDown|Home|End|Up|Down|Left|Right)$/,
  )

const menuSection: z.ZodType<MenuSection> = z.object({
  label: z.string().max(40),
  groups: z
    .array(
      z
        .array(
          z.object({
            id: z.string().max(60),
            label: z.string().max(120),
            accelerator: accelerator.exactOptional(),
            enabled: z.boolean(),
          }),
        )
        .max(40)
        .readonly(),
    )
    .max(10)
    .readonly(),
})

/** The program itself, and what the window remembers. */
export const app = {
  'app.info': call<AppInfo>()(nothing),
  /**
   * The window is visible for as long as it reads this, and servers are asked for news only then. Opened again when it gets
   * the focus. Nothing is ever sent.
   */
  'app.attend': stream<never>()(z.object({ focused: z.boolean() })),
  /**
   * Opens a web address outside, after the person has agreed to its host in the window. `refused` for anything but
   * http and https without credentials.
   */
  'app.openExternal': call<void>()(z.object({ url: z.string().max(8192) })),
  /** Colours (CSS hex) of the part of the frame that the system draws. */
  'app.frameColours': call<void>()(
    z.object({ background: z.string().regex(/^#[0-9a-f]{6}$/i), symbols: z.string().regex(/^#[0-9a-f]{6}$/i) }),
  ),
  /** Zoom of the window (1 is 100 %): now, and after each change. Says nothing in a browser, which zooms by itself. */
  'app.zoom': stream<number>()(nothing),
  /** `unsupported` in a browser. */
  'app.setZoom': call<void>()(z.object({ factor: z.number().min(zoomRange.least).max(zoomRange.most) })),
  /** What the window has in the system's menu, where there is one. */
  'app.showMenu': call<void>()(z.object({ sections: z.array(menuSection).max(12).readonly() })),
  /** Ids of entries of that menu as they are chosen. The window's part of the menu goes when nobody reads this. */
  'app.menuChoices': stream<string>()(nothing),
  'settings.read': call<Settings>()(nothing),
  /** Replaces all of them; answers when they are on disk. */
  'settings.write': call<void>()(settings),
} as const
