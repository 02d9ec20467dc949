import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { KeptConsole } from '../../../shared/domain/settings.ts'
import { consolesOf } from '../../state/consoles.ts'
import { useKeyHost, useStores, useSubject } from '../../state/provider.tsx'
import { isReadAloud } from '../../state/screen-reader.ts'
import { ContextMenu } from '../../ui/menu.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { OpenLinkDialog, PasteDialog } from './console-dialogs.tsx'
import { ConsoleFailure } from './console-failure.tsx'
import { consoleMenu } from './console-menu.ts'
import { ConsoleNotice } from './console-notice.tsx'
import styles from './console-pane.module.css'
import { FindBar } from './find-bar.tsx'
import { dropClosed, dropUnlisted, terminalHostOf } from './terminal-hosts.ts'
import { useConsoleCommands } from './use-console-commands.ts'

/** The console of a session that is in front: one command after the other, each in a shell of its own. */
export function ConsolePane({ session }: { readonly session: Session }) {
  const stores = useStores()
  const lists = useSubject('sessions', (state) => state.lists)
  useEffect(() => dropUnlisted(stores, lists), [stores, lists])
  useEffect(() => stores.consoles.subscribe((state) => dropClosed(stores, state)), [stores])
  const { consoles, active } = useSubject('consoles', (state) => consolesOf(state, session))
  const shown = consoles.find(({ id }) => id === active)
  return (
    <div className={styles.pane}>
      <ConsoleNotice session={session} />
      {shown && <ConsoleScreen key={shown.id} session={session} shown={shown} />}
    </div>
  )
}

function ConsoleScreen({ session, shown }: { readonly session: Session; readonly shown: KeptConsole }) {
  const stores = useStores()
  const keys = useKeyHost()
  const [host] = useState(() => terminalHostOf(session, shown, stores, keys))
  const key = sessionKey(session)
  const isReachable = useSubject('link', (state) => state.status !== 'lost')
  const isOpened = useSubject('sessions', (state) => state.opened.has(key))
  const hasProblem = useSubject('sessions', (state) => state.openProblems[key] !== undefined)
  const isFindOpen = useSubject('consoles', (state) => state.find.isOpen)
  const isFocusWanted = useSubject('consoles', (state) => state.isFocusWanted)
  const info = useSubject('app', (state) => state.info)
  const screenReader = useSubject('settings', (state) => isReadAloud(state.settings, info))
  const isReady = useStore(host.state, (state) => state.isReady)
  const problem = useStore(host.state, (state) => state.problem)
  const element = useRef<HTMLDivElement>(null)
  const findField = useRef<HTMLInputElement>(null)
  const [link, setLink] = useState<URL>()
  const [paste, setPaste] = useState<{ readonly text: string; readonly answer: (take: boolean) => void }>()
  const isLive = isReachable && isOpened && session.status === 'active'

  useEffect(
    () => host.setReading(`${shown.name}, ${session.name}`, screenReader),
    [host, shown.name, session.name, screenReader],
  )
  useEffect(() => {
    if (!element.current) return
    return host.attach(element.current, {
      openLink: setLink,
      pasteLines: (text) => new Promise((resolve) => setPaste({ text, answer: resolve })),
    })
  }, [host])
  useEffect(() => host.setLive(isLive), [host, isLive])
  useEffect(() => {
    if (!isFocusWanted) return
    stores.consoles.getState().wantFocus(false)
    // After the dialog or menu that it was asked from has given the focus back.
    requestAnimationFrame(() => host.focus())
  }, [host, stores, isFocusWanted])
  useConsoleCommands(host, shown, findField)

  return (
    <>
      <div className={styles.screen}>
        <ContextMenu items={() => consoleMenu({ stores, keys, hasSelection: host.selection !== '' })}>
          <div ref={element} className={styles.terminal} />
        </ContextMenu>
        {isFindOpen && <FindBar host={host} field={findField} />}
        {session.status === 'active' && !hasProblem && !(isOpened && isReady) && (
          <div className={styles.waiting}>
            <Waiting words={isOpened ? 'Reading what ran here…' : 'Opening a shell…'} rows={3} rowHeight={18} />
          </div>
        )}
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
      {problem && <ConsoleFailure problem={problem} session={session} />}
    </>
  )
}
