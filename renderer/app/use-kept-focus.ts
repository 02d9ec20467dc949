import { useEffect } from 'react'
import { isDialogOpen } from './key-listener.ts'
import type { Region } from './regions.ts'
import { focusedRegion, focusNear } from './regions.ts'

/**
 * Keeps the keyboard in the window: when what had the focus is taken away or hidden, it goes to its region, or to the next
 * one that is there. A press of the pointer beside everything takes the focus away too, and that stays so.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | undefined
    let region: Region | undefined
    let frame: number | undefined

    function onFocusIn(event: FocusEvent): void {
      if (!(event.target instanceof Element)) return
      last = event.target
      region = focusedRegion() ?? region
    }

    function look(): void {
      if (frame !== undefined || !last || isShown(last)) return
      // Who took it away may bring the focus elsewhere: a dialog that closes does.
      frame = requestAnimationFrame(() => {
        frame = undefined
        if (document.activeElement !== document.body || !last || isShown(last) || isDialogOpen()) return
        last = undefined
        focusNear(region)
      })
    }

    const observer = new MutationObserver(look)
    observer.observe(document.body, { childList: true, subtree: true })
    document.addEventListener('focusin', onFocusIn)
    document.addEventListener('focusout', look)
    return () => {
      observer.disconnect()
      document.removeEventListener('focusin', onFocusIn)
      document.removeEventListener('focusout', look)
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [])
}

function isShown(element: Element): boolean {
  return element.isConnected && element.getClientRects().length > 0
}
