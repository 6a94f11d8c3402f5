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
  /** How many TCP sockets it holds, whatever their state: those that listen as well. */
  sockets(): Promise<number>;
  /** How far it has read in this file: the furthest that one of its descriptors is, in bytes. */
  position(path: string): Promise<number>;
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
    connections: async () => (await states(pid)).filter((state) => state === ESTABLISHED).length,
    sockets: async () => (await states(pid)).length,
    position: async (path) => Math.max(0, ...(await positions(`/proc/${pid}`, path))),
    threads: async () => (await readdir(`/proc/${pid}/task`)).length,
  };
}

/** As `/proc/net/tcp` says it. */
const ESTABLISHED = "01";

/** The states of the TCP sockets that a process holds. */
async function states(pid: number): Promise<string[]> {
  const open = await links(`/proc/${pid}/fd`);
  const tables = ["tcp", "tcp6"].map((table) => readFile(`/proc/${pid}/net/${table}`, "utf8"));
  const lines = (await Promise.all(tables)).flatMap((table) => table.trim().split("\n").slice(1));
  const fields = lines.map((line) => line.trim().split(/\s+/));
  const own = fields.filter(([, , , , , , , , , inode]) => open.includes(`socket:[${inode}]`));
  return own.map(([, , , state = ""]) => state);
}

async function links(folder: string): Promise<string[]> {
  const entries = await readdir(folder);
  const targets = await Promise.all(entries.map((entry) => target(`${folder}/${entry}`)));
  return targets.filter((path) => path !== undefined);
}

/** How far each descriptor of a process that is this file has come. */
async function positions(process: string, path: string): Promise<number[]> {
  const each = (await readdir(`${process}/fd`)).map(async (fd) => {
    if ((await target(`${process}/fd/${fd}`)) !== path) return [];
    // It may have been closed meanwhile.
    const info = await readFile(`${process}/fdinfo/${fd}`, "utf8").catch(() => "");
    return [Number(/^pos:\s+(\d+)$/m.exec(info)?.[1] ?? 0)];
  });
  return (await Promise.all(each)).flat();
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
