import { frame } from "@millstream/client";
import { useSyncExternalStore } from "react";

/** State outside of React, and how it reaches the page: at once, or with the next frame. */
export class Store<S> {
  #state: S;
  #shown: S;
  #waits = false;
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
    if (this.#waits) return;
    this.#waits = true;
    void frame().then(() => {
      this.#waits = false;
      if (this.#shown !== this.#state) this.#show();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly shown = (): S => this.#shown;

  #show(): void {
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }
}

/** The state that the page is to show. */
export function useStore<S>(store: Store<S>): S {
  return useSyncExternalStore(store.subscribe, store.shown);
}
