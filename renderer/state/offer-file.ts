/** Gives a file to the browser, which saves it as it saves everything. */
export function offerFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken it over by the next minute; it would else be held for as long as the window is there.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
