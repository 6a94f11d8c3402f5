import {
  type Inspected,
  type InspectedReader,
  inspector,
  inspectorFrames,
  type Limits,
} from "@millstream/contract/workbench";
import { share } from "./format.ts";

/** One line of the inspector's list: a stream with its first reader, or a further reader of it. */
export interface Line {
  readonly stream: Inspected;
  /** The reader's place; 0 is the owner. */
  readonly place: number;
  /** None for a stream that has no reader. */
  readonly reader: InspectedReader | undefined;
}

/** The streams in which a search finds its word, in their command, argument or web views, with all their readers. */
export function lines(streams: readonly Inspected[], search: string): readonly Line[] {
  const wanted = search.toLowerCase();
  const fits = (stream: Inspected) =>
    [titleOf(stream), ...stream.readers.map((reader) => reader.webview)].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  return streams.filter(fits).flatMap((stream) =>
    Array.from({ length: Math.max(1, stream.readers.length) }, (_, place) => ({
      stream,
      place,
      reader: stream.readers[place],
    })),
  );
}

/** Tells a line from all others, wherever it stands. */
export function keyOf({ stream, place }: Line): string {
  return `${stream.id}.${place}`;
}

/** What a stream is called: its command, and the argument that took the outlet. */
export function titleOf({ command, argument }: Inspected): string {
  return `${command} · ${argument}`;
}

/** Whether an inspector reads it: nobody's work is lost with it. */
export function isOwn({ command }: Inspected): boolean {
  return command === inspector.command || command === inspectorFrames.command;
}

/** The web views whose readers are stalled. */
export function stalledIn({ readers }: Inspected): readonly string[] {
  return readers.filter((reader) => reader.stalled).map((reader) => reader.webview);
}

/** Whether there is nothing to inspect but inspectors. */
export function isQuiet(streams: readonly Inspected[]): boolean {
  return streams.every(isOwn);
}

/** How full a buffer is, in whole percent: by items or by bytes, whichever is more. */
export function fill(reader: InspectedReader, limits: Limits): number {
  return Math.max(share(reader.items, limits.items), share(reader.bytes, limits.bytes));
}
