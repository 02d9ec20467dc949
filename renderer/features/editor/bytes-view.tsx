import { useEffect, useMemo, useState } from 'react'
import { contentKind, hexLines } from '../../../shared/domain/content-kind.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { formatCount, formatSize } from '../../ui/format.ts'
import styles from './bytes-view.module.css'
import { FileActions } from './file-actions.tsx'

interface BytesViewProps {
  readonly session: SessionRef
  readonly path: string
  readonly title: string
  readonly bytes: Uint8Array
}

/** Bytes that are shown at first (hex takes four letters for each). */
const shownBytes = 4096

/** A file that is no text: what it is, its picture, or its first bytes. Nothing here can write to it. */
export function BytesView({ session, path, title, bytes }: BytesViewProps) {
  const kind = contentKind(bytes)
  const picture = usePicture(bytes, kind.mediaType)
  const [isBroken, setBroken] = useState(false)
  const shown = Math.min(shownBytes, bytes.byteLength)
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <p>
          {title}: {kind.words}, {formatSize(bytes.byteLength)}. It is shown and not edited, because saving it as text
          would change its bytes.
        </p>
        <FileActions session={session} path={path} />
      </div>
      {picture !== undefined && !isBroken ? (
        <div className={styles.picture}>
          <img src={picture} alt={title} onError={() => setBroken(true)} />
        </div>
      ) : (
        <section className={styles.bytes} aria-label={`Bytes of ${title}`}>
          {isBroken && 'The picture cannot be drawn: it is damaged, or of a kind that is not known here.\n\n'}
          {hexLines(bytes.subarray(0, shown)).join('\n')}
          {shown < bytes.byteLength && `\n… ${formatCount(bytes.byteLength - shown)} more bytes`}
        </section>
      )}
    </div>
  )
}

/** An address for the bytes as long as they are shown; undefined for what is no picture. */
function usePicture(bytes: Uint8Array, mediaType: string | undefined): string | undefined {
  const blob = useMemo(
    () => (mediaType === undefined ? undefined : new Blob([new Uint8Array(bytes)], { type: mediaType })),
    [bytes, mediaType],
  )
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!blob) return
    const made = URL.createObjectURL(blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return blob ? address : undefined
}
