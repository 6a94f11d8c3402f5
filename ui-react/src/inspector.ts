import { call, type Inlet, MillstreamError, open, type Recording } from "@millstream/client";
import { scripted } from "@millstream/client/scripted";
import {
  Code,
  type InspectedFrame,
  type InspectorEvent,
  inspectorCancel,
  inspectorFrames,
  inspectorRecord,
  inspectorStop,
  inspector as inspectorStream,
  inspectorWindow,
  type Error as WireError,
} from "@millstream/contract/workbench";
import { errorOf, now, replay as replayHash } from "./runs.ts";
import { begin, type InspectorState, reduce, reduceEnd, reduceFailure } from "./state/inspector.ts";
import * as peeks from "./state/peek.ts";
import { LARGEST, readRecording } from "./state/recording.ts";
import { Store } from "./store.ts";

/** The inspector page's state: what flows, and the frames of the stream that is looked at. */
export interface Inspecting {
  readonly watched: InspectorState;
  readonly peek?: peeks.Peek;
  /** The title of the recording that is shown in place of what flows now. */
  readonly replayed?: string;
  /** What went wrong that belongs to no stream. */
  readonly notice?: WireError;
}

export const inspecting = new Store<Inspecting>({ watched: begin(0) });

/** Watches what flows, until `leave`; or plays a recording of that. */
export function watch(recording?: Recording): void {
  leave();
  inspecting.update(({ peek: _, replayed: __, ...state }) => ({
    ...state,
    watched: begin(now()),
    ...(recording && { replayed: recording.title }),
  }));
  watching = open(inspectorStream, {}, recording && { transport: scripted([recording]) });
  void follow(watching);
}

/** Stops watching: nothing is asked of the backend any more. */
export function leave(): void {
  close();
  const left = watching;
  watching = undefined;
  if (left) void noticed(() => left.cancel());
}

/** Cancels a stream, as its page would. */
export function cancel(id: number): void {
  void noticed(() => call(inspectorCancel, { id }));
}

/** Opens a window that shows the inspector, or brings it to the front. */
export function openWindow(): void {
  void noticed(() => call(inspectorWindow, null));
}

/** Records the command of this stream, from now on; without one, the next command that opens a stream. */
export function record(id?: number): void {
  void noticed(() => call(inspectorRecord, id === undefined ? {} : { id }));
}

/** Ends a recording. */
export function stop(id: number): void {
  void noticed(() => call(inspectorStop, { id }));
}

/** Looks at the frames of a stream, from now on. */
export function look(id: number, title: string): void {
  close();
  inspecting.update((state) => ({ ...state, peek: peeks.begin(id, title) }));
  looking = open(inspectorFrames, { id });
  void followFrames(looking);
}

/** Stands still, or goes on with the newest frames. */
export function pause(): void {
  inspecting.update((state) => (state.peek ? { ...state, peek: peeks.pause(state.peek) } : state));
}

/** Looks away. */
export function close(): void {
  const left = looking;
  looking = undefined;
  inspecting.update(({ peek: _, ...state }) => state);
  if (left) void noticed(() => left.cancel());
}

/** Takes the notice off the page. */
export function dismiss(): void {
  inspecting.update(({ notice: _, ...state }) => state);
}

/** Reads a recording, and plays it in the page of its own command, without the backend. */
export async function replay(file: Blob): Promise<void> {
  await noticed(async () => {
    if (file.size > LARGEST) throw tooLarge;
    const recording = await readRecording(await file.text());
    if (recording.command === inspectorStream.command) return watch(recording);
    if (recording.command !== "hash") throw noPage(recording.command);
    location.hash = "hash";
    replayHash(recording);
  });
}

let watching: Inlet<InspectorEvent> | undefined;
let looking: Inlet<InspectedFrame> | undefined;

/** Folds the events, and then the end, as long as nothing else is watched. */
async function follow(inlet: Inlet<InspectorEvent>): Promise<void> {
  const fold = (news: (watched: InspectorState) => InspectorState) => {
    if (inlet === watching) inspecting.fold((state) => ({ ...state, watched: news(state.watched) }));
  };
  try {
    for await (const events of inlet.batches()) {
      fold((watched) => events.reduce((state, event) => reduce(state, event, now()), watched));
    }
    const end = await inlet.end;
    fold((watched) => reduceEnd(watched, end));
  } catch (error) {
    fold((watched) => reduceFailure(watched, errorOf(error)));
  }
}

async function followFrames(inlet: Inlet<InspectedFrame>): Promise<void> {
  const fold = (news: (peek: peeks.Peek) => peeks.Peek) => {
    if (inlet !== looking) return;
    inspecting.fold((state) => (state.peek ? { ...state, peek: news(state.peek) } : state));
  };
  try {
    for await (const frames of inlet.batches()) fold((peek) => peeks.reduce(peek, frames));
    fold((peek) => peeks.reduceEnd(peek));
  } catch (error) {
    fold((peek) => peeks.reduceEnd(peek, errorOf(error)));
  }
}

/** Does something; what goes wrong with it is put on the page. */
async function noticed<T>(act: () => Promise<T>): Promise<void> {
  try {
    await act();
  } catch (error) {
    inspecting.update((state) => ({ ...state, notice: errorOf(error) }));
  }
}

const tooLarge = new MillstreamError({
  code: Code.BadRecording,
  message: "This is too large to be played: the page takes 268 MB at most.",
  hint: "Record less of it.",
});

const noPage = (command: string) =>
  new MillstreamError({
    code: Code.NoPage,
    message: `No page plays a recording of \`${command}\` yet.`,
    hint: "Recordings of `hash` and of `inspector` can be played.",
  });
