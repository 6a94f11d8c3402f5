/** The command of `src-tauri/src/main.rs`, and what a page shows of it. */
import { type Inlet, MillstreamError, type Options, open } from "@millstream/client";
import type { End, Stream } from "@millstream/contract";

/** What arrives: every prime in order, and now and then how many numbers were tested. */
export type Found = { event: "prime"; data: number } | { event: "tested"; data: number };

const primes: Stream<{ upTo: number }, Found> = { command: "primes" };

/** What is known of a search. */
export interface Search {
  readonly count: number;
  readonly tested: number;
  /** The newest primes, the oldest of them first. */
  readonly latest: readonly number[];
}

export const nothing: Search = { count: 0, tested: 0, latest: [] };

/** How many of the newest primes are shown. */
const SHOWN = 100;

/** Starts a search; to be read with {@link follow}. */
export function search(upTo: number, options: Options = {}): Inlet<Found> {
  return open(primes, { upTo }, options);
}

/** Shows a search frame by frame, however many primes a frame brings, and answers how it ended. */
export async function follow(inlet: Inlet<Found>, show: (search: Search) => void): Promise<string> {
  let known = nothing;
  try {
    for await (const batch of inlet.batches()) {
      known = after(known, batch);
      show(known);
    }
    return told(await inlet.end);
  } catch (error) {
    // A command that was refused, or a stream that failed.
    if (!(error instanceof MillstreamError)) throw error;
    return [error.message, error.hint].filter(Boolean).join(" ");
  }
}

function after({ count, tested, latest }: Search, batch: readonly Found[]): Search {
  const found = batch.flatMap(({ event, data }) => (event === "prime" ? [data] : []));
  const last = batch.findLast(({ event }) => event === "tested");
  return {
    count: count + found.length,
    tested: last?.data ?? tested,
    latest: [...latest, ...found].slice(-SHOWN),
  };
}

function told({ event, data: { account } }: End): string {
  const how = event === "finished" ? "Finished" : "Cancelled";
  return `${how}: ${account.delivered} items came, ${account.coalesced} were superseded on the way.`;
}
