/** ms. A slower answer tells nothing of the clock: its date may be of its begin or its end. */
const quickEnough = 2000

/**
 * The server's clock minus ours, ms (± 0.5 s for a fast answer); undefined where the answer does not tell.
 *
 * The header counts whole seconds: its middle against the middle of the request.
 * @param header the answer's `Date`
 */
export function skewOf(header: string | undefined, sentAt: number, receivedAt: number): number | undefined {
  if (receivedAt - sentAt > quickEnough) return undefined
  const date = header === undefined ? Number.NaN : Date.parse(header)
  return Number.isNaN(date) ? undefined : date + 500 - (sentAt + receivedAt) / 2
}
