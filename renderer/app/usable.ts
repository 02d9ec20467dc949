/** What is loaded later waits for the window at most this long (ms): it is needed also where something never answers. */
const patience = 3000

let resolveUsable: () => void = () => {}
const marked = new Promise<void>((resolve) => {
  resolveUsable = resolve
})

/** The sessions list is drawn and keys are live. For tests, for the bench, and for what waits for it. */
export function markUsable(): void {
  document.documentElement.dataset.state = 'ready'
  performance.mark('usable')
  resolveUsable()
}

/** Resolves when the window can be used. Editor and terminal are large: loaded earlier they would hold it up. */
export async function usable(): Promise<void> {
  await Promise.race([marked, new Promise((resolve) => setTimeout(resolve, patience))])
}
