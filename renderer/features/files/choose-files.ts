import type { LocalFile } from '../../state/transfers.ts'

/** Files of this computer, as the person chooses them; none when they choose none. */
export function chooseFiles(): Promise<readonly LocalFile[]> {
  return new Promise((resolve) => {
    const field = document.createElement('input')
    field.type = 'file'
    field.multiple = true
    field.addEventListener('change', () =>
      resolve([...(field.files ?? [])].map((file) => ({ path: file.name, content: file }))),
    )
    field.addEventListener('cancel', () => resolve([]))
    field.click()
  })
}
