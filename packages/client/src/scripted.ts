import type { Transport } from "./index.ts";

/** A recorded stream: `shared/fixtures/hash/*.json`. */
export interface Recording {
  readonly version: 1;
  readonly command: string;
}

/** Replays recordings without Tauri: `install(scripted(recordings, options))`. */
export function scripted(_recordings: readonly Recording[], _options: ScriptedOptions = {}): Transport {
  return { invoke: async () => undefined };
}

export interface ScriptedOptions {
  /** Answers commands that are no streams, by name. */
  readonly answers?: Readonly<Record<string, (request: unknown) => unknown>>;
  /** Picks one of a command's recordings; by default the first whose request is the same, else the first. */
  readonly choose?: (request: unknown, recordings: readonly Recording[]) => number;
  /** How fast: 1 is as recorded, `Infinity` is at once. */
  readonly speed?: number;
}
