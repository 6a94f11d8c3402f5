/** Replays recordings without Tauri, so that a front end runs in a plain browser, and in tests. */
import {
  ATTACH,
  type AttachRequest,
  CANCEL,
  type CancelRequest,
  Code,
  DRAIN,
  type DrainRequest,
  LIST,
  type OutletArgument,
  type StreamInfo,
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
  /**
   * Streams that run already, as if a page had opened them, read them up to `after`, and been loaded anew.
   * Each is its command's first recording; one that was not recorded does not run.
   */
  readonly running?: readonly StreamInfo[];
}

/** A transport that plays recordings. */
export interface Scripted extends Transport {
  /** How many callbacks the page has registered here. */
  callbacks(): number;
  /** How many streams have not ended here. */
  streams(): number;
}

/**
 * A transport that plays recorded streams, as a backend would send them: it rings, waits to be drained, can be
 * cancelled, and attached to. A command gets its first recording whose request is the same, else its first.
 * `install(scripted(recordings))`.
 */
export function scripted(recordings: readonly Recording[], options: ScriptedOptions = {}): Scripted {
  const { answers = {}, choose = sameRequest, speed = 1, running = [] } = options;
  const stage = new Stage(speed);
  for (const info of running) {
    const recording = recordings.find((recording) => recording.command === info.command);
    const moments = recording?.outlets[info.argument];
    if (moments) stage.run(Playback.behind(moments, info.after), info);
  }

  const play = (command: string, { request, ...outlets }: Arguments): null => {
    const candidates = recordings.filter((recording) => recording.command === command);
    const recording = candidates[choose(request, candidates)] ?? candidates[0];
    if (!recording) {
      const message = `\`${command}\` was not recorded.`;
      throw new MillstreamError({ code: Code.NotTauri, message, hint: "Start the application to run it." });
    }
    for (const [name, moments] of Object.entries(recording.outlets)) {
      const outlet = outlets[name] as OutletArgument | undefined;
      if (outlet) stage.start(command, name, outlet, Playback.new(moments));
    }
    return null;
  };

  return {
    async invoke(command, args) {
      const { request } = args;
      if (command === DRAIN) return stage.drain(request as DrainRequest);
      if (command === CANCEL) return stage.cancel(request as CancelRequest);
      if (command === ATTACH) return stage.attach(request as AttachRequest);
      if (command === LIST) return stage.list();
      if (command === "plugin:event|listen") return 0;
      if (command.startsWith("plugin:event|")) return null;
      const answer = answers[command];
      return answer ? answer(request) : play(command, args);
    },
    register: (handler) => stage.register(handler),
    label: () => undefined,
    callbacks: () => stage.callbacks,
    streams: () => stage.streams,
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
