import { useSyncExternalStore } from "react";

/** State outside of React, and how it reaches the page: at once, or with the next frame. */
export class Store<S> {
  #state: S;
  #shown: S;
  #frame: number | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(initial: S) {
    this.#state = initial;
    this.#shown = initial;
  }

  /** The newest state, which the page may not show yet. */
  get state(): S {
    return this.#state;
  }

  /** Changes the state and shows it: what a hand did. */
  update(change: (state: S) => S): void {
    this.#state = change(this.#state);
    this.#show();
  }

  /** Changes the state and shows it with the next frame: what a stream brought. */
  fold(change: (state: S) => S): void {
    this.#state = change(this.#state);
    this.#frame ??= nextFrame(() => this.#show());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly shown = (): S => this.#shown;

  #show(): void {
    this.#frame = undefined;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }
}

/** The state that the page is to show. */
export function useStore<S>(store: Store<S>): S {
  return useSyncExternalStore(store.subscribe, store.shown);
}

/** A hidden page has no frames; a timer stands in, so that nothing piles up behind it. */
function nextFrame(then: () => void): number {
  return document.hidden ? window.setTimeout(then, 100) : window.requestAnimationFrame(then);
}
