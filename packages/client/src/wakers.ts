/** Those who wait for a change. */
export class Wakers {
  #waiting: (() => void)[] = [];

  /** Resolves with the next change. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Something changed: everyone looks again. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
