import { open } from "@millstream/client";
import { type Recording, scripted } from "@millstream/client/scripted";
import type { Stream } from "@millstream/contract";

const count: Stream<number, number> = { command: "count" };

export async function replay(recording: Recording): Promise<number[]> {
  const numbers: number[] = [];
  const transport = scripted([recording], { speed: Number.POSITIVE_INFINITY });
  for await (const number of open(count, 3, { transport })) numbers.push(number);
  return numbers;
}
