/** What the README shows of TypeScript: a page that shows a count. */
// region: typescript
import { open } from "@millstream/client";
import type { Stream } from "@millstream/contract";

const count: Stream<number, number> = { command: "count" };

export async function show(output: HTMLOutputElement, signal: AbortSignal): Promise<void> {
  for await (const number of open(count, 1_000_000, { signal })) {
    output.value = String(number);
  }
}
// endregion
