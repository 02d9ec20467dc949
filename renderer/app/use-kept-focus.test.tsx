import { render, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useKeptFocus } from './use-kept-focus.ts'

// jsdom draws nothing: what is in the document counts as shown.
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getClientRects').mockImplementation(() => [{}] as unknown as DOMRectList)
})
afterEach(() => vi.restoreAllMocks())

function Window({ shows }: { readonly shows: readonly ('files' | 'editor')[] }) {
  useKeptFocus()
  return (
    <>
      {shows.map((region) => (
        <div key={region} data-region={region}>
          <button type="button">{region}</button>
        </div>
      ))}
      <p>beside</p>
    </>
  )
}

const focused = () => document.activeElement?.textContent

describe('the focus', () => {
  it('goes to the next region when its own is taken away', async () => {
    const { rerender, getByText } = render(<Window shows={['files', 'editor']} />)
    getByText('files').focus()
    rerender(<Window shows={['editor']} />)
    await waitFor(() => expect(focused()).toBe('editor'))
  })

  it('stays away when a person took it away', async () => {
    const { rerender, getByText } = render(<Window shows={['files', 'editor']} />)
    getByText('files').focus()
    getByText('files').blur()
    rerender(<Window shows={['files']} />)
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    expect(document.activeElement).toBe(document.body)
  })
})
