/** The transport of a real window: `window.__TAURI_INTERNALS__`, as Tauri 2 puts it into every page. */
import { convertFileSrc as convert, invoke, isTauri, transformCallback } from "@tauri-apps/api/core";
import { notTauri } from "./error.ts";
import type { Line, Signal, Transport } from "./transport.ts";

export { isTauri };

/**
 * The URL under which a page may load the file at `path` through `protocol`, which is `asset` unless the
 * application has its own. The application must allow it. Throws `not_tauri`.
 */
export function convertFileSrc(path: string, protocol = "asset"): string {
  internals();
  return convert(path, protocol);
}

/** Tauri. Where it is not, every command is refused with `not_tauri`. */
export const tauri: Transport = {
  async invoke(command, args) {
    internals();
    return invoke(command, { ...args });
  },

  register(handler): Line {
    internals();
    const id = transformCallback<unknown>((raw) => handler(signalOf(raw)));
    // Where Tauri's own part of the page is gone by then, its table is gone with it.
    return { id, close: () => globals.__TAURI_INTERNALS__?.unregisterCallback(id) };
  },

  label: () => globals.__TAURI_INTERNALS__?.metadata?.currentWebview?.label,
};

/** What `@tauri-apps/api` has no function for. */
interface Internals {
  unregisterCallback(id: number): void;
  readonly metadata?: { readonly currentWebview?: { readonly label?: string } };
}

const globals = globalThis as { readonly __TAURI_INTERNALS__?: Internals };

function internals(): Internals {
  if (!globals.__TAURI_INTERNALS__) throw notTauri();
  return globals.__TAURI_INTERNALS__;
}

function signalOf(raw: unknown): Signal {
  if (typeof raw !== "object" || raw === null) return { kind: "plain", body: raw };
  const { index, message, end } = raw as Partial<Record<"index" | "message" | "end", unknown>>;
  if (typeof index !== "number") return { kind: "plain", body: raw };
  return end === true ? { kind: "end", index } : { kind: "message", index, body: message };
}
