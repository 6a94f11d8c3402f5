/** Telling what hangs from what works. */

/** Whether this comes to its end while there is patience; a hang cannot be told from work by anything but time. */
export async function returned(work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = later(() => resolve(false), PATIENCE);
  });
  const outcome = await Promise.race([work.then(() => true as const), patience]);
  if (timer !== undefined) never(timer);
  return outcome;
}

/** No step takes that long, in milliseconds, unless it hangs. */
const PATIENCE = 10_000;

/** The real ones, whatever a test runner puts in their place later. */
const [later, never] = [globalThis.setTimeout, globalThis.clearTimeout];
