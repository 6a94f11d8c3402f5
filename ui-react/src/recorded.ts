import { hear } from "@millstream/client";
import { inspectorRecorded, type RecordedHere } from "@millstream/contract/workbench";
import { noticed } from "./runs.ts";
import { Store } from "./store.ts";

/** What is being recorded of this window's streams, whoever asked for it. */
export const recorded = new Store<RecordedHere>({ commands: [] });

/** Follows what is recorded of this window's streams. */
export async function followRecorded(): Promise<void> {
  await noticed(async () => {
    for await (const { payload } of hear(inspectorRecorded)) recorded.update(() => payload);
  });
}
