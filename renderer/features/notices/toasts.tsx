import { useEffect, useState } from 'react'
import type { ToastNotice } from '../../state/notices.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Toast } from '../../ui/toast.tsx'
import styles from './toasts.module.css'

/** ms; with something to do about it the person gets longer. Errors stay until they are closed. */
const stays = { plain: 6000, action: 20_000 } as const

/** At the bottom right, three at most. Their time stands still under the pointer and the focus. */
export function Toasts() {
  const toasts = useSubject('notices', (state) => state.toasts)
  return toasts.length === 0 ? null : <ToastList toasts={toasts} />
}

/** Goes with its last toast: an element that is removed under the pointer never hears that the pointer left. */
function ToastList({ toasts }: { readonly toasts: readonly ToastNotice[] }) {
  const [held, setHeld] = useState(false)
  return (
    <ul
      className={styles.toasts}
      aria-label="Messages"
      data-toasts
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} held={held} />
      ))}
    </ul>
  )
}

function OneToast({ toast, held }: { readonly toast: ToastNotice; readonly held: boolean }) {
  const { notices } = useStores()
  const { id, tone, text, action, details } = toast
  const hasAction = action !== undefined
  useEffect(() => {
    if (held || tone === 'err') return
    const timer = setTimeout(() => notices.getState().dismiss(id), hasAction ? stays.action : stays.plain)
    return () => clearTimeout(timer)
  }, [held, tone, hasAction, id, notices])
  const close = () => notices.getState().dismiss(id)
  return (
    <Toast
      tone={tone}
      details={details}
      onClose={close}
      action={
        action && {
          label: action.label,
          onSelect: () => {
            close()
            action.onSelect()
          },
        }
      }
    >
      {text}
    </Toast>
  )
}
