/** Replays recordings without Tauri, so that a front end runs in a plain browser, and in tests. */
import {
  CANCEL,
  type CancelRequest,
  Code,
  DRAIN,
  type DrainRequest,
  type OutletArgument,
} from "@millstream/contract";
import { MillstreamError } from "./error.ts";
import { Playback } from "./playback.ts";
import type { Recording } from "./recording.ts";
import { Stage } from "./scripted/stage.ts";
import type { Arguments, Transport } from "./transport.ts";

export type { Moment, Recording } from "./recording.ts";

/** How recordings are played. */
export interface ScriptedOptions {
  /** Answers commands that are no streams, by their names. */
  readonly answers?: Readonly<Record<string, (request: unknown) => unknown>>;
  /**
   * Chooses among a command's recordings by its request: an index, from 0. One that is out of range is the
   * first.
   */
  readonly choose?: (request: unknown, recordings: readonly Recording[]) => number;
  /** Plays so many times as fast as recorded; `Infinity` is at once. */
  readonly speed?: number;
}

/** A transport that plays recordings. */
export interface Scripted extends Transport {
  /** How many callbacks the page has registered here. */
  callbacks(): number;
}

/**
 * A transport that plays recorded streams, as a backend would send them: it rings, waits to be drained, and
 * can be cancelled. A command gets its first recording whose request is the same, else its first.
 * `install(scripted(recordings))`.
 */
export function scripted(recordings: readonly Recording[], options: ScriptedOptions = {}): Scripted {
  const { answers = {}, choose = sameRequest, speed = 1 } = options;
  const stage = new Stage(speed);

  const play = (command: string, { request, ...outlets }: Arguments): null => {
    const candidates = recordings.filter((recording) => recording.command === command);
    const recording = candidates[choose(request, candidates)] ?? candidates[0];
    if (!recording) {
      const message = `\`${command}\` was not recorded.`;
      throw new MillstreamError({ code: Code.NotTauri, message, hint: "Start the application to run it." });
    }
    for (const [name, moments] of Object.entries(recording.outlets)) {
      const outlet = outlets[name];
      if (outlet !== undefined) stage.start(outlet as OutletArgument, new Playback(moments));
    }
    return null;
  };

  return {
    async invoke(command, args) {
      const { request } = args;
      if (command === DRAIN) return stage.drain(request as DrainRequest);
      if (command === CANCEL) return stage.cancel(request as CancelRequest);
      if (command === "plugin:event|listen") return 0;
      if (command.startsWith("plugin:event|")) return null;
      const answer = answers[command];
      return answer ? answer(request) : play(command, args);
    },
    register: (handler) => stage.register(handler),
    label: () => undefined,
    callbacks: () => stage.callbacks,
  };
}

function sameRequest(request: unknown, recordings: readonly Recording[]): number {
  const text = sorted(request);
  return recordings.findIndex((recording) => sorted(recording.request) === text);
}

/** As JSON whose keys are in order, so that equal requests are equal texts. */
function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
