import { CopyIcon } from './icons.ts'
import type { MenuItem } from './menu.tsx'

/** Something that can be put on the clipboard. */
export interface CopyText {
  readonly label: string
  /** Asked for when it is chosen. */
  text(): string
}

/** Entries of a menu that copy. `onDone` is told whether the system took it. */
export function copyEntries(texts: readonly CopyText[], onDone: (copied: boolean) => void): readonly MenuItem[] {
  return texts.map(({ label, text }) => ({
    id: label,
    label,
    icon: CopyIcon,
    onSelect: () => {
      navigator.clipboard.writeText(text()).then(
        () => onDone(true),
        () => onDone(false),
      )
    },
  }))
}
