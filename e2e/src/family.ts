import { readdir, readFile } from "node:fs/promises";

/** The variable by which a program and all that it starts are known, whoever their parents are by then. */
export const FAMILY = "MILLSTREAM_FAMILY";

/** Ends all processes of a family. Linux only: it reads /proc. */
export async function endFamily(name: string): Promise<void> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // Processes come and go, and some are not ours to read.
    const environment = await readFile(`/proc/${entry}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").includes(`${FAMILY}=${name}`)) end(Number(entry));
  }
}

/** Ends a process, if it is still there. */
export function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
