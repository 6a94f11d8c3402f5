import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Answers the native dialog with this title: a path that is typed there goes as it is. */
export async function save(title: string, path: string): Promise<void> {
  const run = promisify(execFile);
  const search = ["search", "--sync", "--onlyvisible", "--limit", "1", "--name", `^${title}$`];
  const window = (await run("xdotool", search)).stdout.trim();
  await run("xdotool", ["windowfocus", "--sync", window]);
  await run("xdotool", ["key", "ctrl+a"]);
  await run("xdotool", ["type", "--delay", "5", path]);
  await run("xdotool", ["key", "Return"]);
}
