import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { focusNotices } from './regions.ts'

function Notices({ withBar }: { readonly withBar: boolean }) {
  return (
    <>
      {withBar && (
        <section data-region="notices">
          <button type="button">Check again</button>
        </section>
      )}
      <ul data-toasts>
        <li>
          <button type="button">Close the older one</button>
        </li>
        <li>
          <button type="button">Undo</button>
          <button type="button">Close</button>
        </li>
      </ul>
      <button type="button" data-bell>
        All notices
      </button>
    </>
  )
}

it.each([
  [true, ['Check again', 'Undo', 'Close the older one', 'All notices', 'Check again']],
  [false, ['Undo', 'Close the older one', 'All notices', 'Undo']],
])('the key of the notices leads from one to the next (a bar is there: %s)', (withBar, order) => {
  render(<Notices withBar={withBar} />)
  for (const name of order) {
    focusNotices()
    expect(document.activeElement).toBe(screen.getByRole('button', { name }))
  }
})
