import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import type { KeyboardEvent } from 'react'
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import { sessionKey } from '../../../shared/domain/session.ts'
import { rootOf } from '../../state/files.ts'
import { useKeyHost, useStores, useSubject } from '../../state/provider.tsx'
import { classNames } from '../../ui/class-names.ts'
import float from '../../ui/float.module.css'
import { Icon } from '../../ui/icon.tsx'
import { SearchIcon } from '../../ui/icons.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import { FilesStatus } from './files-status.tsx'
import { Marked } from './marked.tsx'
import styles from './palette.module.css'
import type { FoundEntry, FoundGroup, PaletteEntry } from './palette-entry.ts'
import { fileQuery, findEntries } from './palette-entry.ts'
import { filesGroup, paletteGroups, typedPathEntries } from './palette-groups.tsx'
import { useFoundFiles } from './use-found-files.ts'

interface PaletteProps {
  /** What stands in its field at first: empty, or the sign of a group. */
  readonly query: string
}

/** Every action with its target and key, sessions, runs and files, found by typing. */
export function Palette({ query: first }: PaletteProps) {
  const stores = useStores()
  const host = useKeyHost()
  const [query, setQuery] = useState(first)
  const [targets, setTargets] = useState<readonly PaletteEntry[]>()
  const highlighted = useRef<FoundEntry>(undefined)
  const done = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  // Taken when it opens: nothing moves under the person's choice.
  const groups = useMemo(() => paletteGroups({ stores, host, now: Date.now() }), [stores, host])

  const root = useSubject('files', ({ sessions }) => {
    const { front } = stores.sessions.getState()
    return rootOf(front && sessions[sessionKey(front)])
  })
  const signs = groups.map(({ sign }) => sign)
  const files = useFoundFiles(targets ? undefined : fileQuery(query, signs, root))
  const foundFiles = files?.items

  const found: readonly FoundGroup[] = useMemo(() => {
    if (targets) return findEntries([{ heading: 'With which session', sign: '\0', entries: targets }], query)
    const typed = typedPathEntries({ stores }, query)
    const items = typed.map((entry) => ({ entry, match: { stretches: [], score: 0 } }))
    return [
      ...findEntries(groups, query),
      { heading: filesGroup.heading, items: foundFiles ?? [] },
      { heading: 'Path', items },
    ].filter((group) => group.items.length > 0)
  }, [groups, targets, query, stores, foundFiles])
  const count = found.reduce((sum, { items }) => sum + items.length, 0)

  function close(): void {
    stores.dialogs.getState().close()
  }

  /** Once it is closed: what is done may open a dialog or move the focus. */
  const choose = useCallback(
    (entry: PaletteEntry) => {
      done.current = true
      stores.dialogs.getState().close()
      requestAnimationFrame(() => entry.run())
    },
    [stores],
  )

  function chooseTarget(entry: PaletteEntry): void {
    if (!entry.others) return
    setTargets(entry.others())
    setQuery('')
    if (list.current) list.current.scrollTop = 0
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && highlighted.current) {
      event.preventDefault()
      event.stopPropagation()
      chooseTarget(highlighted.current.entry)
    } else if (event.key === 'Escape' && targets) {
      // One step back before it closes.
      event.preventDefault()
      event.stopPropagation()
      setTargets(undefined)
      setQuery('')
    }
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={float.veil} />
        <Dialog.Viewport className={float.viewport}>
          <Dialog.Popup
            className={styles.popup}
            aria-label="Search or run a command"
            initialFocus={field}
            // What was chosen says where the focus goes.
            finalFocus={() => !done.current || true}
            onKeyDownCapture={onKeyDown}
          >
            <Autocomplete.Root
              inline
              open
              mode="none"
              autoHighlight="always"
              keepHighlight
              items={found}
              value={query}
              onValueChange={(value, { reason }) => reason !== 'item-press' && setQuery(value)}
              itemToStringValue={({ entry }: FoundEntry) => entry.name}
              onItemHighlighted={(item) => {
                highlighted.current = item
              }}
            >
              <div className={styles.head}>
                <Icon of={SearchIcon} />
                <Autocomplete.Input
                  ref={field}
                  className={styles.input}
                  aria-label="Search or run a command"
                  placeholder={targets ? 'With which session' : 'A command, session, run or file'}
                  spellCheck={false}
                />
                <KeyCap>Esc</KeyCap>
              </div>
              <Autocomplete.List ref={list} className={styles.list} aria-label="Found">
                {(group: FoundGroup) => (
                  <Autocomplete.Group key={group.heading} items={group.items}>
                    <Autocomplete.GroupLabel className={styles.heading}>{group.heading}</Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(item: FoundEntry) => <Line key={item.entry.id} item={item} onChoose={choose} />}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
              <Autocomplete.Empty className={styles.empty}>
                {count > 0
                  ? ''
                  : files?.index?.reading
                    ? 'Nothing found so far.'
                    : 'Nothing here has this in its name. Fewer words find more.'}
              </Autocomplete.Empty>
              {files && <FilesStatus files={files} />}
            </Autocomplete.Root>
            <div className={styles.footer}>
              <span>
                <KeyCap>↑</KeyCap> <KeyCap>↓</KeyCap> choose
              </span>
              <span>
                <KeyCap>{host.mac ? '↩' : '↵'}</KeyCap> do it
              </span>
              <span>
                <KeyCap>{host.mac ? '⌘↩' : 'Ctrl ↵'}</KeyCap> another target
              </span>
              <span className={styles.grow} />
              {groups.map(({ sign, heading }) => (
                <span key={sign} className={styles.sign}>
                  <KeyCap>{sign}</KeyCap> {heading.toLowerCase()}
                </span>
              ))}
            </div>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface LineProps {
  readonly item: FoundEntry
  readonly onChoose: (entry: PaletteEntry) => void
}

/** Drawn again only when what it shows is another: a letter changes the query first, and what was found a moment later. */
const Line = memo(function Line({ item, onChoose }: LineProps) {
  const { entry, match } = item
  return (
    <Autocomplete.Item value={item} className={styles.line} onClick={() => onChoose(entry)}>
      <span className={styles.icon}>{entry.icon}</span>
      <span className={classNames(styles.name, entry.mono && styles.mono)}>
        <Marked text={entry.name} stretches={match.stretches[0] ?? []} />
      </span>
      <span className={styles.note}>
        <Marked text={entry.note} stretches={match.stretches[1] ?? []} />
      </span>
      {entry.keys && <KeyCap spoken>{entry.keys}</KeyCap>}
    </Autocomplete.Item>
  )
})
