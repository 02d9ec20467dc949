import type { KeyboardEvent, Ref } from 'react'
import { useEffect, useState } from 'react'
import { useStores, useSubject } from '../../state/provider.tsx'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CaseIcon, CloseIcon, NextMatchIcon, PreviousMatchIcon, RegexIcon } from '../../ui/icons.ts'
import { TextInput } from '../../ui/text-input.tsx'
import { watchTheme } from '../../ui/token-colours.ts'
import styles from './find-bar.module.css'
import type { FindCount } from './terminal-find.ts'
import { findProblem, mostMatches } from './terminal-find.ts'
import type { TerminalHost } from './terminal-host.ts'

/** ms without another letter before it is looked for. */
const typingMs = 100

interface FindBarProps {
  readonly host: TerminalHost
  readonly field: Ref<HTMLInputElement>
}

/** Finds text in the console in front. Enter and Shift+Enter go on and back, Esc closes. */
export function FindBar({ host, field }: FindBarProps) {
  const { consoles } = useStores()
  const wish = useSubject('consoles', (state) => state.find)
  const [count, setCount] = useState<FindCount>({ count: 0, at: 0 })
  const { text, isCase, isRegex } = wish

  useEffect(() => host.find.begin(setCount), [host])
  // Marks have the colours of the theme in which they were made.
  useEffect(() => watchTheme(() => host.find.find(consoles.getState().find, 'here')), [host, consoles])
  useEffect(() => {
    // A thousand marks take a while: not for each letter of a word.
    const timer = setTimeout(() => host.find.find({ text, isCase, isRegex }, 'here'), typingMs)
    return () => clearTimeout(timer)
  }, [host, text, isCase, isRegex])

  function close(): void {
    consoles.getState().setFind({ isOpen: false })
    host.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target instanceof HTMLInputElement)
      host.find.find(wish, event.shiftKey ? 'previous' : 'next')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const problem = findProblem(wish)
  return (
    <search className={styles.bar} aria-label="Find in the console" onKeyDown={onKeyDown}>
      <span className={styles.field}>
        <TextInput
          ref={field}
          dense
          value={text}
          onChange={(next) => consoles.getState().setFind({ text: next })}
          placeholder="Text to find"
          aria-label="Text to find"
          aria-invalid={problem !== undefined}
        />
      </span>
      <span className={styles.count} role="status">
        {problem ?? countWords(text, count)}
      </span>
      <IconButton
        icon={CaseIcon}
        label="Match case"
        pressed={isCase}
        onClick={() => consoles.getState().setFind({ isCase: !isCase })}
      />
      <IconButton
        icon={RegexIcon}
        label="Regular expression"
        size={14}
        pressed={isRegex}
        onClick={() => consoles.getState().setFind({ isRegex: !isRegex })}
      />
      <IconButton
        icon={PreviousMatchIcon}
        label="Previous match"
        keys="Shift ↵"
        size={14}
        onClick={() => host.find.find(wish, 'previous')}
      />
      <IconButton
        icon={NextMatchIcon}
        label="Next match"
        keys="↵"
        size={14}
        onClick={() => host.find.find(wish, 'next')}
      />
      <IconButton icon={CloseIcon} label="Close" keys="Esc" size={14} onClick={close} />
    </search>
  )
}

/** "3 of 12"; empty while there is nothing to count. */
function countWords(text: string, { count, at }: FindCount): string {
  if (text === '') return ''
  if (count === 0) return 'None'
  const all = count >= mostMatches ? `${formatCount(mostMatches)} or more` : formatCount(count)
  return at === 0 ? all : `${formatCount(at)} of ${all}`
}
