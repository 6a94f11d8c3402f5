/**
 * What the clients need of their surroundings: commands, callbacks, a name. Tauri gives them in a window;
 * `scripted` gives them anywhere.
 */
import { tauri } from "./tauri.ts";

/** Carries commands there and messages back. */
export interface Transport {
  /** Calls a command with its arguments. Rejects with whatever the command was refused with. */
  invoke(command: string, args: Arguments): Promise<unknown>;

  /** Registers a callback that the other side can call, until the line is closed. */
  register(handler: (signal: Signal) => void): Line;

  /** The label of this web view: events may be sent to it alone. */
  label(): string | undefined;
}

/** A command's arguments, by their names. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A registered callback. */
export interface Line {
  /** The callback's id, as the other side names it. */
  readonly id: number;
  /** Takes the callback back. */
  close(): void;
}

/** What a callback is called with. */
export type Signal =
  /** A channel's message, with its number from 0. */
  | { readonly kind: "message"; readonly index: number; readonly body: unknown }
  /** The end of a channel: nothing was sent after so many messages. */
  | { readonly kind: "end"; readonly index: number }
  /** Anything else, such as an event. */
  | { readonly kind: "plain"; readonly body: unknown };

/** Makes this transport the one that is used where none is named, in place of Tauri. */
export function install(transport: Transport): void {
  installed = transport;
}

/**
 * The one that is used where none is named: what was installed, else Tauri. Where there is neither, every
 * command is refused with `not_tauri`.
 */
export function transport(): Transport {
  return installed;
}

let installed: Transport = tauri;

/** How a command takes a line where it takes a channel. */
export const argumentOf = (line: Line): string => `__CHANNEL__:${line.id}`;
