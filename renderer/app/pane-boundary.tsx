import type { ErrorInfo, ReactNode } from 'react'
import { Component, Suspense } from 'react'
import { Button } from '../ui/button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Waiting } from '../ui/waiting.tsx'

interface PaneBoundaryProps {
  /** The pane's name, as in "The console": it stands in the sentence when it fails. */
  readonly name: string
  readonly children: ReactNode
}

/** A pane that is still loading says so, and one that fails does not take the window with it. */
export class PaneBoundary extends Component<PaneBoundaryProps, { readonly failed: string | undefined }> {
  override state: { readonly failed: string | undefined } = { failed: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(`${this.props.name} failed`, error, info.componentStack)
  }

  override render() {
    const { name, children } = this.props
    if (this.state.failed !== undefined)
      return (
        <Problem
          details={this.state.failed}
          action={
            <Button size="small" onClick={() => this.setState({ failed: undefined })}>
              Show it again
            </Button>
          }
        >
          {name} stopped because of a fault in this application. What was kept is not lost.
        </Problem>
      )
    return <Suspense fallback={<Waiting words={`${name} is being loaded…`} />}>{children}</Suspense>
  }
}
