interface WorkerPolicy {
  createScriptURL(url: string): unknown
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): WorkerPolicy
}

/** Only the page's own worker files. Throws TypeError otherwise. */
export function checkWorkerUrl(url: string, page: string): string {
  const full = new URL(url, page)
  if (full.origin !== new URL(page).origin || full.protocol !== new URL(page).protocol)
    throw new TypeError('A worker comes from this application alone.')
  if (!/^\/assets\/[\w.-]*worker[\w.-]*\.js$/.test(full.pathname))
    throw new TypeError('This is none of the worker files.')
  return full.href
}

let policy: WorkerPolicy | undefined

/** Starts a worker file under the policy that the page's Trusted Types allow for it. */
export function startWorker(url: string): Worker {
  const types = (self as unknown as { readonly trustedTypes?: TrustedTypes }).trustedTypes
  policy ??= types?.createPolicy('app#workers', { createScriptURL: (wanted) => checkWorkerUrl(wanted, location.href) })
  const checked = policy ? policy.createScriptURL(url) : checkWorkerUrl(url, location.href)
  return new Worker(checked as string, { type: 'module', name: 'editor' })
}
