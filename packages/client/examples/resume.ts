import { attach, open } from "@millstream/client";
import type { Stream } from "@millstream/contract";

const count: Stream<number, number> = { command: "count" };

/** What the page writes down, such as into `sessionStorage`. */
interface Written {
  readonly key: string;
  readonly after: number;
  readonly total: number;
}

export async function resume(written: Written | undefined, write: (now: Written) => void): Promise<number> {
  const numbers = written
    ? attach(count, written.key, { after: written.after })
    : open(count, 1_000_000, { detached: true });
  let total = written?.total ?? 0;
  for await (const batch of numbers.batches()) {
    for (const number of batch) total += number;
    write({ key: numbers.key, after: numbers.after, total });
  }
  return total;
}
