import { call, hear } from "@millstream/client";
import { inspectorRecorded, inspectorRecordedHere, type RecordedHere } from "@millstream/contract/workbench";
import { noticed } from "./runs.ts";
import { Store } from "./store.ts";

/** What is being recorded of this window's streams, whoever asked for it. */
export const recorded = new Store<RecordedHere>({ commands: [] });

/** Follows what is recorded of this window's streams, from how that stands when the page has loaded. */
export async function followRecorded(): Promise<void> {
  const events = hear(inspectorRecorded);
  await events.listening();
  await noticed(async () => {
    const here = await call(inspectorRecordedHere, null);
    recorded.update(() => here);
  });
  // What came meanwhile has waited.
  await noticed(async () => {
    for await (const { payload } of events) recorded.update(() => payload);
  });
}
