import { useSubject } from '../../state/provider.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { useKeptAnnouncement } from './use-kept-announcement.ts'

/** What screen readers are told: one region that waits for its turn, one that does not. */
export function LiveRegions() {
  useKeptAnnouncement()
  const polite = useSubject('notices', (state) => state.polite)
  const assertive = useSubject('notices', (state) => state.assertive)
  return (
    <VisuallyHidden>
      {/* A new element for each announcement: the same words twice are said twice. */}
      <span aria-live="polite">
        <span key={polite.count}>{polite.text}</span>
      </span>
      <span aria-live="assertive">
        <span key={assertive.count}>{assertive.text}</span>
      </span>
    </VisuallyHidden>
  )
}
