import type { LucideIcon } from 'lucide-react'
import { classNames } from './class-names.ts'
import styles from './icon.module.css'
import type { Tone } from './icon.tsx'
import { Icon } from './icon.tsx'
import {
  ActiveIcon,
  CloseIcon,
  ConnectionLostIcon,
  ExpiredIcon,
  GoneIcon,
  MakingIcon,
  OkIcon,
  OutputCutIcon,
  PauseIcon,
  RefusedIcon,
  SandboxGoneIcon,
  StopIcon,
  TimedOutIcon,
  UnknownIcon,
} from './icons.ts'
import tones from './tone.module.css'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly filled?: boolean
  readonly turning?: boolean
}

const looks = {
  making: { icon: MakingIcon, tone: 'accent', turning: true },
  active: { icon: ActiveIcon, tone: 'ok', filled: true },
  paused: { icon: PauseIcon, tone: 'quiet', filled: true },
  expired: { icon: ExpiredIcon, tone: 'warn' },
  gone: { icon: GoneIcon, tone: 'err' },
  unknown: { icon: UnknownIcon, tone: 'quiet' },
  running: { icon: MakingIcon, tone: 'accent', turning: true },
  ok: { icon: OkIcon, tone: 'ok' },
  failed: { icon: CloseIcon, tone: 'err' },
  stopped: { icon: StopIcon, tone: 'quiet', filled: true },
  'timed-out': { icon: TimedOutIcon, tone: 'warn' },
  'output-cut': { icon: OutputCutIcon, tone: 'warn' },
  refused: { icon: RefusedIcon, tone: 'err' },
  'connection-lost': { icon: ConnectionLostIcon, tone: 'warn' },
  'sandbox-gone': { icon: SandboxGoneIcon, tone: 'err' },
} as const satisfies Record<string, Look>

/** What can be shown: the states of a machine, then the outcomes of a run. */
export type GlyphName = keyof typeof looks

/** The picture of a state, in its colour. The word stands beside it, always. */
export function StatusGlyph({ name, size = 16 }: { readonly name: GlyphName; readonly size?: 14 | 16 }) {
  const look: Look = looks[name]
  // A filled circle is drawn smaller than the outlines beside it, as a dot.
  if (name === 'active') return <Dot size={size} />
  return (
    <Icon of={look.icon} tone={look.tone} size={size} filled={look.filled ?? false} turning={look.turning ?? false} />
  )
}

/** A dot of 8 px in the middle of its square. */
function Dot({ size }: { readonly size: 14 | 16 }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 16 16" className={classNames(styles.dot, tones.ok)}>
      <circle cx="8" cy="8" r="4" fill="currentColor" />
    </svg>
  )
}
