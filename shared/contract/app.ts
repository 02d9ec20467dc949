import { z } from 'zod'
import type { AppInfo } from '../domain/app-info.ts'
import type { Settings } from '../domain/settings.ts'
import { fontSizes } from '../domain/settings.ts'
import { call, stream } from '../wire/contract.ts'
import { documentId, nothing, sessionRef } from './schemas.ts'

const size = z.number().finite().min(0).max(10_000)

const fontSize = z.number().min(fontSizes.least).max(fontSizes.most)

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
  sessionSort: z.enum(['newest', 'name', 'ends', 'used']).exactOptional(),
  runLimit: z.int().min(1).max(290).exactOptional(),
  keys: z.record(z.string().max(60), z.string().max(60)).exactOptional(),
  layout: z.object({ sideBar: size, result: size, panel: size }).exactOptional(),
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
  'settings.read': call<Settings>()(nothing),
  /** Replaces all of them; answers when they are on disk. */
  'settings.write': call<void>()(settings),
} as const
