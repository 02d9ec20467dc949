/** A promise and the function that resolves it. (`Promise.withResolvers` is newer than the oldest Node this runs on.) */
export interface Later<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
}

export function later<Value>(): Later<Value> {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
