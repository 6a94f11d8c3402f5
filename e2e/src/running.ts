import { readdir, readlink } from "node:fs/promises";
import { until } from "./until.ts";

/** A process of the application, seen from outside. Linux only: it reads /proc. */
export interface Running {
  readonly pid: number;
  /** How many of its descriptors are this file. */
  descriptors(path: string): Promise<number>;
  /** How many threads it has. */
  threads(): Promise<number>;
}

/** The one process that runs this binary. */
export async function running(binary: string): Promise<Running> {
  const pid = await until(`a process of ${binary}`, () => find(binary));
  return {
    pid,
    descriptors: async (path) => (await links(`/proc/${pid}/fd`)).filter((link) => link === path).length,
    threads: async () => (await readdir(`/proc/${pid}/task`)).length,
  };
}

async function find(binary: string): Promise<number | undefined> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    if ((await target(`/proc/${entry}/exe`)) === binary) return Number(entry);
  }
  return undefined;
}

async function links(folder: string): Promise<string[]> {
  const entries = await readdir(folder);
  const targets = await Promise.all(entries.map((entry) => target(`${folder}/${entry}`)));
  return targets.filter((path) => path !== undefined);
}

/** Where a link leads; nowhere if it is gone, as descriptors and processes come and go. */
async function target(link: string): Promise<string | undefined> {
  try {
    return await readlink(link);
  } catch (error) {
    if (
      error instanceof Error &&
      "code" in error &&
      ["ENOENT", "EACCES", "ESRCH"].includes(String(error.code))
    ) {
      return undefined;
    }
    throw error;
  }
}
