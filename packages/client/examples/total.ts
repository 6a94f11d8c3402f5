import { open } from "@millstream/client";
import type { Stream } from "@millstream/contract";

// The command `fn count(request: u32, outlet: Outlet<u32>)`.
const count: Stream<number, number> = { command: "count" };

export async function total(signal: AbortSignal): Promise<number> {
  let total = 0;
  for await (const number of open(count, 1_000_000, { signal })) total += number;
  return total;
}
