import type { RefObject } from 'react'
import { useEffect, useState } from 'react'

/**
 * For a form that was sent with something wrong in it: the function moves the focus to the first wrong field once it
 * is drawn as one. It may be out of sight, and then nothing would seem to happen.
 */
export function useFirstWrong(form: RefObject<HTMLElement | null>): () => void {
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [tries, form])
  return () => setTries(tries + 1)
}
