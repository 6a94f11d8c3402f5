import { readdir, readFile, readlink } from "node:fs/promises";
import { until } from "./until.ts";

/** A process of the application, seen from outside. Linux only: it reads /proc. */
export interface Running {
  readonly pid: number;
  /** What it runs. */
  readonly binary: string;
  /** How many of its descriptors are this file. */
  descriptors(path: string): Promise<number>;
  /** How many TCP connections it has. */
  connections(): Promise<number>;
  /** How many threads it has. */
  threads(): Promise<number>;
}

/** The process that runs this binary, and whose id stands in a file from its start on. */
export async function running(binary: string, file: string): Promise<Running> {
  const pid = await until(`a process of ${binary}`, async () => {
    const id = Number(await readFile(file, "utf8"));
    return (await target(`/proc/${id}/exe`)) === binary && id;
  });
  return {
    pid,
    binary,
    descriptors: async (path) => (await links(`/proc/${pid}/fd`)).filter((link) => link === path).length,
    connections: async () => {
      const open = await links(`/proc/${pid}/fd`);
      const all = (await readFile(`/proc/${pid}/net/tcp`, "utf8")).trim().split("\n").slice(1);
      const fields = all.map((line) => line.trim().split(/\s+/));
      return fields.filter(
        ([, , , state, , , , , , inode]) => state === ESTABLISHED && open.includes(`socket:[${inode}]`),
      ).length;
    },
    threads: async () => (await readdir(`/proc/${pid}/task`)).length,
  };
}

/** As `/proc/net/tcp` says it. */
const ESTABLISHED = "01";

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
