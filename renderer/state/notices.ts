import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'

/** What a person can do about a notice. */
export interface NoticeAction {
  readonly label: string
  readonly onSelect: () => void
}

/** Something that holds for the whole window until its cause goes. */
export interface Notice {
  readonly id: string
  /** Higher is shown first. */
  readonly weight: number
  readonly tone: 'accent' | 'warn' | 'err'
  readonly lost?: boolean
  readonly title: string
  readonly text?: string
  readonly actions?: readonly NoticeAction[]
  /** Of an error: status, request id and the other side's own words. */
  readonly details?: string
}

/** What was done elsewhere, or can be undone, or failed without a place of its own. */
export interface ToastNotice {
  readonly id: string
  readonly tone: 'accent' | 'err'
  readonly text: string
  readonly action?: NoticeAction
  /** Of an error: status, request id and the other side's own words. */
  readonly details?: string
}

/** What was said in a toast. */
export interface PastNotice {
  readonly id: string
  /** ms */
  readonly at: number
  readonly tone: 'accent' | 'err'
  readonly text: string
}

/** The oldest of more are forgotten. */
const mostRemembered = 200

/** Words for screen readers; `count` tells two equal ones apart. */
export interface Announcement {
  readonly text: string
  readonly count: number
}

/** Everything that is said to the person beside its own place. */
export interface NoticesState {
  readonly bar: readonly Notice[]
  /** Three at most; the oldest goes. Errors stay until they are closed. */
  readonly toasts: readonly ToastNotice[]
  /** All toasts since the window opened, oldest first. */
  readonly history: readonly PastNotice[]
  readonly polite: Announcement
  readonly assertive: Announcement
  /** Puts or replaces a notice of the bar. */
  show(notice: Notice): void
  hide(id: string): void
  toast(toast: Omit<ToastNotice, 'id'>): void
  dismiss(id: string): void
  clearHistory(): void
  /** assertive: a lost connection, under 5 min left, a failed save. */
  announce(text: string, how?: 'polite' | 'assertive'): void
}

export type NoticesStore = StoreApi<NoticesState>

export function createNoticesStore(): NoticesStore {
  let lastId = 0
  return createStore<NoticesState>()((set, get) => ({
    bar: [],
    toasts: [],
    history: [],
    polite: { text: '', count: 0 },
    assertive: { text: '', count: 0 },
    show(notice) {
      const others = get().bar.filter((one) => one.id !== notice.id)
      set({ bar: [...others, notice].sort((a, b) => b.weight - a.weight) })
    },
    hide(id) {
      if (get().bar.some((one) => one.id === id)) set({ bar: get().bar.filter((one) => one.id !== id) })
    },
    toast(toast) {
      lastId += 1
      const id = `toast-${lastId}`
      const past: PastNotice = { id, at: Date.now(), tone: toast.tone, text: toast.text }
      set({
        toasts: [...get().toasts, { ...toast, id }].slice(-3),
        history: [...get().history, past].slice(-mostRemembered),
      })
      get().announce(toast.text, toast.tone === 'err' ? 'assertive' : 'polite')
    },
    dismiss(id) {
      set({ toasts: get().toasts.filter((toast) => toast.id !== id) })
    },
    clearHistory: () => set({ history: [] }),
    announce(text, how = 'polite') {
      set({ [how]: { text, count: get()[how].count + 1 } })
    },
  }))
}
