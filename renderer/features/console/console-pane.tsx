import { useEffect, useRef, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useKeyHost, useStores, useSubject } from '../../state/provider.tsx'
import { OpenLinkDialog, PasteDialog } from './console-dialogs.tsx'
import styles from './console-pane.module.css'
import { dropUnlisted, terminalHostOf } from './terminal-hosts.ts'

/** The console of a session: one command after the other, each in a shell of its own. */
export function ConsolePane({ session }: { readonly session: Session }) {
  const { runs } = useStores()
  const key = sessionKey(session)
  const { connectionId, sessionId } = session
  const isLive = useSubject('sessions', (state) => state.opened.has(key)) && session.status === 'active'
  const { mac } = useKeyHost()
  const lists = useSubject('sessions', (state) => state.lists)
  useEffect(() => dropUnlisted(runs, lists), [runs, lists])
  const element = useRef<HTMLDivElement>(null)
  const [link, setLink] = useState<URL>()
  const [paste, setPaste] = useState<{ readonly text: string; readonly answer: (take: boolean) => void }>()

  useEffect(() => {
    if (!element.current) return
    const host = terminalHostOf({ connectionId, sessionId }, runs, { mac })
    return host.attach(element.current, {
      openLink: setLink,
      pasteLines: (text) => new Promise((resolve) => setPaste({ text, answer: resolve })),
    })
  }, [connectionId, sessionId, runs, mac])

  useEffect(() => {
    terminalHostOf({ connectionId, sessionId }, runs, { mac }).setLive(isLive)
  }, [connectionId, sessionId, runs, mac, isLive])

  return (
    <div className={styles.pane}>
      <div ref={element} className={styles.terminal} />
      {link && <OpenLinkDialog url={link} onClose={() => setLink(undefined)} />}
      {paste && (
        <PasteDialog
          text={paste.text}
          onAnswer={(take) => {
            setPaste(undefined)
            paste.answer(take)
          }}
        />
      )}
    </div>
  )
}
