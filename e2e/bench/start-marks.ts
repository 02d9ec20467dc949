import type { Page } from 'playwright/test'

/** Milliseconds after the process was started. */
export interface StartMarks {
  /** The page begins to load. */
  readonly page: number
  /** Something is drawn. */
  readonly paint: number
  /** The list of sessions is drawn and keys are live. */
  readonly usable: number
}

/** Reads the page's own clock, which counts from the same time as ours. @param began `Date.now()` at the start */
export async function startMarks(page: Page, began: number): Promise<StartMarks> {
  // Told by an observer: a poll in the page would need eval, which the policy forbids.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          if (list.getEntriesByName('usable').length > 0) resolve()
        })
        observer.observe({ type: 'mark', buffered: true })
      }),
  )
  const { origin, paint, usable } = await page.evaluate(() => ({
    origin: performance.timeOrigin,
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    usable: performance.getEntriesByName('usable')[0]?.startTime ?? Number.NaN,
  }))
  const since = origin - began
  return { page: since, paint: since + paint, usable: since + usable }
}

/** What an empty page does to have the marks of ours. */
export const emptyPage = '<!doctype html><title>empty</title><p>Empty<script>performance.mark("usable")</script>'
