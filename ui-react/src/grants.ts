import { hear } from "@millstream/client";
import { grantsDrag } from "@millstream/contract/workbench";
import { noticed, start } from "./runs.ts";
import { Store } from "./store.ts";

/** Whether something that could be dropped is over the window. */
export const over = new Store(false);

/** Follows what is dragged over the window, and starts on what is dropped. */
export async function followDrops(): Promise<void> {
  await noticed(async () => {
    for await (const { payload } of hear(grantsDrag)) {
      over.update(() => payload.event === "over");
      if (payload.event !== "granted") continue;
      location.hash = "hash";
      start(payload.data.grants);
    }
  });
}
