import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { mostOutput } from '../../state/runs.ts'
import type { OutputBlock, OutputView } from '../../state/runs-output.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { formatCount } from '../../ui/format.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { OutputText } from './output-text.tsx'
import styles from './result-pane.module.css'

function textOf(blocks: readonly OutputBlock[]): string {
  return blocks.flatMap(({ lines }) => lines.map((line) => `${line.map(({ text }) => text).join('')}\n`)).join('')
}

/** What is held of the output, as plain text; a gap in it is said. */
export function plainText({ head, left, tail }: OutputView): string {
  const gap = left > 0 ? `[${formatCount(left)} characters are left out here]\n` : ''
  return textOf(head) + gap + textOf(tail)
}

interface ResultOutputProps {
  readonly runId: string
  /** What screen readers call it; two may be on the screen. */
  readonly label?: string
  readonly isUnderWay: boolean
  /** All that it wrote is here. Else an empty output says nothing. */
  readonly isWhole: boolean
  /** What an empty output waits for, in words. */
  readonly awaited?: string
}

/** The output of one run, in order; it follows the end as long as the end is in sight. */
export function ResultOutput({ runId, label = 'Output', isUnderWay, isWhole, awaited }: ResultOutputProps) {
  const { runs } = useStores()
  const show = useShowError()
  const [limit, setLimit] = useState<number>()
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round reads once more
  useEffect(() => runs.getState().follow(runId, limit), [runs, runId, limit, round])
  const output = useSubject('runs', (state) => state.outputs[runId])
  const box = useRef<HTMLElement>(null)
  const atEnd = useRef(true)
  const view = output?.view

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the output
  useLayoutEffect(() => {
    if (isUnderWay && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [view, isUnderWay])

  function onScroll() {
    const element = box.current
    if (element) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24
  }

  const isEmpty = view === undefined || (view.head.length === 0 && view.tail.length === 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
    <section ref={box} className={styles.output} onScroll={onScroll} aria-label={label} tabIndex={0} data-region-focus>
      {output?.state === 'failed' && output.error && (
        <ErrorProblem {...show(output.error, 'The output could not be read', { retry: () => setRound(round + 1) })} />
      )}
      {view?.head.map((block) => (
        <OutputText key={block.id} block={block} />
      ))}
      {view && view.left > 0 && (
        <div className={styles.gap}>
          <span>{formatCount(view.left)} characters are not shown here.</span>
          {limit === undefined ? (
            <Button size="small" onClick={() => setLimit(mostOutput)}>
              Show all
            </Button>
          ) : (
            <span>More than the window holds: read it from a file in the sandbox.</span>
          )}
        </div>
      )}
      {view?.tail.map((block) => (
        <OutputText key={block.id} block={block} />
      ))}
      {isEmpty && awaited !== undefined && <Waiting words={awaited} rows={3} rowHeight={18} />}
      {isEmpty &&
        (output?.state === 'complete'
          ? isWhole && <p className={styles.none}>It wrote nothing.</p>
          : output?.state === 'reading' &&
            !isUnderWay && <Waiting words="Reading the output…" rows={3} rowHeight={18} />)}
    </section>
  )
}
