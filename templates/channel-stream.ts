/** The page's side of channel-stream.rs: a file's digest, with its progress. */
import { type Options, open } from "@millstream/client";
import type { Stream } from "@millstream/contract";

/** What arrives: `started chunk* done`. */
export type HashEvent =
  | { event: "started"; data: { totalBytes: number } }
  | { event: "chunk"; data: { bytesRead: number } }
  | { event: "done"; data: { sha256: string } };

const hashFile: Stream<null, HashEvent> = { command: "hash_file" };

/**
 * Shows the digest of the opened file in `output`, and on the way how far it is in `meter`. Leaving early,
 * by an error or by the options' `signal`, cancels; the file is then closed.
 */
export async function show(meter: HTMLProgressElement, output: HTMLOutputElement, options: Options = {}) {
  for await (const { event, data } of open(hashFile, null, options)) {
    switch (event) {
      case "started":
        meter.max = data.totalBytes;
        break;
      case "chunk":
        meter.value = data.bytesRead;
        break;
      case "done":
        output.value = data.sha256;
        break;
    }
  }
}
