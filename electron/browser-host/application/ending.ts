/** One step of an end. */
export type EndStep = () => Promise<unknown> | undefined

/**
 * An end that is gone through once, however often it is asked for: all steps one after the other, each whatever became
 * of the ones before.
 * @param onFailure told what a step threw
 */
export function ending(steps: readonly EndStep[], onFailure: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> | undefined
  async function run(): Promise<void> {
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        onFailure(error)
      }
    }
  }
  return () => {
    running ??= run()
    return running
  }
}

/** Resolves when the work is done or this many ms have passed: a stuck end must not keep the program. */
export async function bounded(work: Promise<unknown>, wait: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, wait)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
