import { readdir, readFile } from "node:fs/promises";

/** The application's processes: the host, and what it has started for its pages. Linux only: it reads /proc. */
export class Processes {
  readonly #host: number;

  /** With the host's id. */
  constructor(host: number) {
    this.#host = host;
  }

  /** Bytes of memory of the host and of its pages' processes, shared pages in proportion. */
  async memory(): Promise<number> {
    const each = (await this.#all()).map(async (pid) => {
      const rollup = await gone(readFile(`/proc/${pid}/smaps_rollup`, "utf8"));
      return 1024 * Number(/^Pss: +(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
    });
    return sum(await Promise.all(each));
  }

  /** Milliseconds that they have run so far: what the threads that live have run. */
  async ran(): Promise<number> {
    return sum(await Promise.all((await this.#all()).map(ran)));
  }

  /** How many processes the host has started, and those have. */
  async children(): Promise<number> {
    return (await this.#all()).length - 1;
  }

  /** The processes of the pages. */
  async pages(): Promise<number[]> {
    const names = (await this.#all()).map(async (pid) => {
      const name = await gone(readFile(`/proc/${pid}/comm`, "utf8"));
      // The kernel cuts names off.
      return name.startsWith("WebKitWebProces") ? [pid] : [];
    });
    return (await Promise.all(names)).flat();
  }

  /** The process of the page that does this, which must be work. */
  async busiest(work: () => Promise<unknown>): Promise<number> {
    const pages = await this.pages();
    const before = await Promise.all(pages.map(ran));
    await work();
    const after = await Promise.all(pages.map(ran));
    const spent = after.map((time, place) => time - (before[place] ?? 0));
    const busiest = pages[spent.indexOf(Math.max(...spent))];
    if (busiest === undefined) throw new Error("there is no page");
    return busiest;
  }

  /** Waits until they do next to nothing. */
  async settled(): Promise<void> {
    for (let quiet = 0, last = await this.ran(); quiet < 4; ) {
      await pause(250);
      const now = await this.ran();
      quiet = now - last < 25 ? quiet + 1 : 0;
      last = now;
    }
  }

  /** Their memory while something goes on, looked at so many milliseconds apart. */
  async during(work: Promise<unknown>, apart: number): Promise<Moment[]> {
    const moments: Moment[] = [];
    const since = performance.now();
    const state = { isDone: false };
    const done = work.finally(() => {
      state.isDone = true;
    });
    while (!state.isDone) {
      moments.push({ seconds: (performance.now() - since) / 1000, bytes: await this.memory() });
      await pause(apart);
    }
    await done;
    return moments;
  }

  /** The host and all that descend from it. */
  async #all(): Promise<number[]> {
    const entries = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
    const parents = new Map<number, number>();
    for (const entry of entries) {
      // The name, in brackets, may hold anything.
      const fields = (await gone(readFile(`/proc/${entry}/stat`, "utf8"))).split(") ").at(-1)?.split(" ");
      if (fields?.[1] !== undefined) parents.set(Number(entry), Number(fields[1]));
    }
    const descends = (pid: number | undefined): boolean =>
      pid !== undefined && (pid === this.#host || descends(parents.get(pid)));
    return [...parents.keys()].filter((pid) => descends(pid));
  }
}

/** How much memory there was, so many seconds after the start. */
export interface Moment {
  readonly seconds: number;
  readonly bytes: number;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function ran(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const times = threads.map(async (thread) => {
    const text = await gone(readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8"));
    return Number(text.split(" ")[0] ?? 0) / 1e6;
  });
  return sum(await Promise.all(times));
}

/** What a process had to say; nothing where it has gone meanwhile. */
async function gone(reading: Promise<string>): Promise<string> {
  return reading.catch(() => "");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
