/** When to ask for the next frame, and the clock of the page. */

/**
 * When an inlet asks for the next frame, once its reader is done with the last one.
 *
 * - `frame`: at the next animation frame. What arrives meanwhile comes as one batch, and the page is
 *   painted as often as it is fed.
 * - `eager`: at once, for readers that paint nothing.
 */
export type Pace = "frame" | "eager";

/**
 * Waits for the next animation frame.
 *
 * A page that nobody sees gets no animation frames, and must go on all the same: after `PATIENCE`
 * milliseconds without one the wait is over.
 */
export function frame(): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      if (request !== undefined) cancelAnimationFrame(request);
      resolve();
    };
    const timer = setTimeout(over, PATIENCE);
    const request = (globalThis as Partial<Pick<Window, "requestAnimationFrame">>).requestAnimationFrame?.(
      over,
    );
  });
}

/** Waits for it, so many milliseconds at most; none when it is not done by then. */
export function within<T>(milliseconds: number, what: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    what.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** How long, in milliseconds, an animation frame is waited for: six of them at 60 Hz. */
export const PATIENCE = 100;

/** Waits so many milliseconds. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Milliseconds since some moment, never going back. */
export function now(): number {
  return performance.now();
}
