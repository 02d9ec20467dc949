import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { CopyIcon, OkIcon } from './icons.ts'

interface CopyButtonProps {
  readonly text: string
  readonly label?: string
}

/** Puts a text on the clipboard, and says for two seconds that it did. */
export function CopyButton({ text, label = 'Copy' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      icon={copied ? OkIcon : CopyIcon}
      label={copied ? 'Copied' : label}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }}
    />
  )
}
