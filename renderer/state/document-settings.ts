import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { OpenDocuments } from '../../shared/domain/settings.ts'
import type { DocumentSettings } from './documents-types.ts'
import type { SettingsStore } from './settings.ts'

/** Sessions whose open documents are remembered; the oldest are forgotten first. */
const rememberedSessions = 500

/** The open documents of each session, as a part of the settings. */
export function documentSettings(settings: SettingsStore): DocumentSettings {
  const isOf = (session: SessionRef) => (one: OpenDocuments) => sessionKey(one.session) === sessionKey(session)
  return {
    async read(session) {
      const { openDocuments } = await settings.getState().load()
      return openDocuments.find(isOf(session))
    },
    keep(session, documentIds, active) {
      const entry: OpenDocuments = { session, documentIds, ...(active === undefined ? {} : { active }) }
      settings.getState().change((all) => ({
        ...all,
        openDocuments: [...all.openDocuments.filter((one) => !isOf(session)(one)), entry].slice(-rememberedSessions),
      }))
    },
  }
}
