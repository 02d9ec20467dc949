import { useEffect } from 'react'
import { contentKind, hexLines, permissionLetters } from '../../../shared/domain/content-kind.ts'
import type { FileFacts, FileKind } from '../../../shared/domain/file.ts'
import { baseName, parentFolder } from '../../../shared/domain/file.ts'
import { hasRawBytes, pathForShell, shownPath } from '../../../shared/domain/path-bytes.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import type { Looked } from '../../state/files.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import type { Fact } from '../../ui/fact-line.tsx'
import { FactLine } from '../../ui/fact-line.tsx'
import { formatAge, formatCount, formatFull, formatSize } from '../../ui/format.ts'
import { DownloadIcon } from '../../ui/icons.ts'
import { Waiting } from '../../ui/waiting.tsx'
import styles from './file-dialog.module.css'
import { openConsoleIn } from './open-console.ts'
import { readCall } from './read-call.ts'

interface FileDialogProps {
  readonly session: SessionRef
  readonly path: string
}

/** Everything that is known of one file, folder or link. */
export function FileDialog({ session, path }: FileDialogProps) {
  const stores = useStores()
  const show = useShowError()
  const looked = useSubject('files', (state) => state.looked)
  const look = () => void stores.files.getState().look(session, path)
  useEffect(() => void stores.files.getState().look(session, path), [stores, session, path])
  const sandboxId = useSubject('sessions', ({ lists }) => findSession(lists, session)?.server?.sandboxId)
  const connection = useSubject('connections', ({ list }) => list?.find(({ id }) => id === session.connectionId))
  const close = () => stores.dialogs.getState().close()
  const { facts, error, at }: Looked = looked?.path === path ? looked : { path, at: 0 }
  const target = facts?.leadsTo?.kind ?? facts?.kind
  const calls =
    sandboxId === undefined || hasRawBytes(path) || (target !== 'file' && target !== 'folder')
      ? []
      : [readCall(sandboxId, path, target === 'folder')]
  return (
    <Dialog
      title={baseName(shownPath(path))}
      width={640}
      onClose={close}
      status={facts ? `Looked at ${formatAge(at, Date.now())}.` : undefined}
      actions={
        <>
          <CopyMenu texts={copyTexts(calls, connection, stores)} onDone={sayCopied(stores)} />
          {target === 'file' && (
            <Button
              icon={DownloadIcon}
              variant="quiet"
              onClick={() => {
                close()
                void stores.transfers.getState().save(session, path)
              }}
            >
              Save a copy…
            </Button>
          )}
          <Button
            variant="quiet"
            onClick={() => {
              close()
              openConsoleIn(stores, session, target === 'folder' ? path : parentFolder(path))
            }}
          >
            Open a console here
          </Button>
          <Button onClick={close}>Close</Button>
        </>
      }
    >
      {error ? (
        <ErrorProblem {...show(error, `${shownPath(path)} cannot be looked at`, { session, retry: look })} />
      ) : facts ? (
        <Facts facts={facts} />
      ) : (
        <Waiting words={`Looking at ${shownPath(path)}…`} rows={8} rowHeight={24} />
      )}
    </Dialog>
  )
}

const kindWords: Readonly<Record<FileKind, string>> = {
  file: 'file',
  folder: 'folder',
  link: 'link',
  pipe: 'pipe: what one program writes another one reads; it has no content of its own',
  socket: 'socket: programs talk through it; it has no content of its own',
  'block-device': 'block device: a disk or a part of one',
  'character-device': 'character device: reading it asks the system for something',
  other: 'something that is neither file nor folder',
}

function Facts({ facts }: { readonly facts: FileFacts }) {
  const { head } = facts
  return (
    <>
      <dl className={styles.facts}>
        {factsOf(facts).map((fact) => (
          <FactLine key={fact.name} {...fact} />
        ))}
      </dl>
      {head && head.byteLength > 0 && contentKind(head).name !== 'text' && (
        <section className={styles.bytes} aria-label="First bytes">
          {hexLines(head.subarray(0, 128)).join('\n')}
        </section>
      )}
    </>
  )
}

function factsOf(facts: FileFacts): readonly Fact[] {
  const { path, kind, size, modifiedAt, mode, owner, group, target, leadsTo, entries, heldBy, head } = facts
  const real = leadsTo ?? { kind, size }
  const name = baseName(path)
  const isOdd = shownPath(name) !== name
  return [
    {
      name: 'Name',
      meaning: 'name: the last part of the path, as it can be drawn',
      value: isOdd ? `${shownPath(name)} (for a shell: ${pathForShell(name)})` : name,
    },
    {
      name: 'Path',
      meaning: 'path: where it lies in the sandbox',
      value: hasRawBytes(path) ? pathForShell(path) : path,
      copies: true,
    },
    { name: 'Kind', meaning: 'is_dir, and what the server cannot tell: links, pipes, devices', value: kindWords[kind] },
    ...(kind === 'link'
      ? [
          {
            name: 'Leads to',
            meaning: 'The text of the link',
            value: target === undefined ? undefined : shownPath(target),
          },
          {
            name: 'There is',
            meaning: 'What it leads to now',
            value: leadsTo ? kindWords[leadsTo.kind] : 'nothing: the link leads nowhere',
          },
        ]
      : []),
    ...(head && real.kind === 'file'
      ? [
          {
            name: 'Content',
            meaning: 'As its first bytes tell, whatever its name says',
            value: contentKind(head).words,
          },
        ]
      : []),
    ...(real.kind === 'folder'
      ? [
          {
            name: 'Entries',
            meaning: 'Files and folders right in it',
            value: entries === undefined ? undefined : formatCount(entries),
          },
        ]
      : [
          {
            name: 'Size',
            meaning: 'size: bytes of its content',
            value: real.size < 1000 ? `${real.size} B` : `${formatSize(real.size)} (${formatCount(real.size)} bytes)`,
          },
        ]),
    {
      name: 'Modified',
      meaning: 'mod_time: the last change of its content; the server’s own listing gives the time of the request',
      value: `${formatFull(modifiedAt)}, ${formatAge(modifiedAt, Date.now())}`,
    },
    {
      name: 'Permissions',
      meaning: 'For its owner, its group and everybody: r read, w write, x run or enter',
      value: `${permissionLetters(mode)} (${mode.toString(8).padStart(3, '0')})`,
    },
    { name: 'Owner', meaning: 'The user that it belongs to, in the sandbox', value: owner },
    { name: 'Group', meaning: 'The group that it belongs to, in the sandbox', value: group },
    ...(kind === 'file' && heldBy > 1
      ? [{ name: 'Names', meaning: 'Hard links: names of the same content', value: formatCount(heldBy) }]
      : []),
  ]
}
