/** Reading in virtual time. */
import { vi } from "vitest";

/** Lets everything run that can, in virtual time, until nothing is left to do for a while. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(10);
}

/** Waits while virtual time passes as it is needed. */
export async function within<T>(promise: Promise<T>): Promise<T> {
  let over = false;
  const done = () => {
    over = true;
  };
  promise.then(done, done);
  // What can run without time passing runs first.
  await vi.advanceTimersByTimeAsync(0);
  while (!over) {
    if (vi.getTimerCount() === 0) throw new Error("nothing can run any more, and no timer is left");
    await vi.advanceTimersToNextTimerAsync();
    await vi.advanceTimersByTimeAsync(0);
  }
  return promise;
}

/** Reads a stream to its end: its items, and what it threw. */
export async function read<T>(stream: AsyncIterable<T>): Promise<unknown[]> {
  const items: unknown[] = [];
  const reading = async () => {
    try {
      for await (const item of stream) items.push(item);
    } catch (error) {
      items.push(error);
    }
  };
  await within(reading());
  return items;
}

/** Reads so many items. */
export async function take<T>(iterator: AsyncIterator<T>, items: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < items) {
    const { done, value } = await within(iterator.next());
    if (done) throw new Error(`only ${taken.length} came`);
    taken.push(value);
  }
  return taken;
}

/** Whole numbers from one to before the other. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
