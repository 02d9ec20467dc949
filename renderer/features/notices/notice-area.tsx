import { useEffect, useRef, useState } from 'react'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { useNow } from '../../ui/use-now.ts'
import { windowNotices } from './window-notices.ts'

/** The bar under the title: the worst first, the others one after the other. */
export function NoticeArea() {
  const stores = useStores()
  const link = useSubject('link', (state) => state)
  const connections = useSubject('connections', (state) => state.list)
  const checking = useSubject('connections', (state) => state.checking)
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const inBrowser = useSubject('app', (state) => state.info?.host === 'browser')
  const storeProblem = useSubject('app', (state) => state.info?.storeProblem)
  const [problemSeen, setProblemSeen] = useState<string>()
  const serverEndedAt = connections?.find(({ kind }) => kind === 'local')?.serverEndedAt
  const [serverEndSeen, setServerEndSeen] = useState<number>()
  const given = useSubject('notices', (state) => state.bar)
  const [index, setIndex] = useState(0)
  const now = useNow(1000)

  const notices = [
    ...windowNotices({
      now,
      link,
      inBrowser,
      storeProblem: storeProblem === problemSeen ? undefined : storeProblem,
      onStoreProblemSeen: () => setProblemSeen(storeProblem),
      serverEndedAt: serverEndedAt === serverEndSeen ? undefined : serverEndedAt,
      onServerEndSeen: () => setServerEndSeen(serverEndedAt),
      connections: connections ?? [],
      checking,
      session,
      onLinkAgain: link.again,
      onCheck: (id) => void stores.connections.getState().check(id),
      onSignIn: (connectionId) => stores.dialogs.getState().show({ kind: 'connect', connectionId }),
    }),
    ...given,
  ].sort((a, b) => b.weight - a.weight)

  const shown = notices[index % Math.max(notices.length, 1)]

  // Said once, when it becomes the worst: a deadline's words change each second.
  const worstId = notices[0]?.id
  const title = useRef('')
  title.current = notices[0]?.title ?? ''
  useEffect(() => {
    if (worstId === undefined) return
    setIndex(0)
    stores.notices.getState().announce(title.current, 'assertive')
  }, [worstId, stores])

  if (!shown) return null
  const others = notices.length - 1
  return (
    <section aria-label="Notices" data-region="notices">
      <NoticeBar
        tone={shown.tone}
        lost={shown.lost ?? false}
        title={shown.title}
        actions={
          <>
            {shown.actions?.map((action) => (
              <Button key={action.label} size="small" onClick={action.onSelect}>
                {action.label}
              </Button>
            ))}
            {others > 0 && (
              <Button size="small" variant="quiet" onClick={() => setIndex(index + 1)}>
                {others} more
              </Button>
            )}
          </>
        }
      >
        {shown.text}
        {shown.details && <Details text={shown.details} />}
      </NoticeBar>
    </section>
  )
}
