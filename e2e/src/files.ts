import { execFile } from "node:child_process";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

/** A folder that is gone when the test is. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millstream-e2e-"));
  onTestFinished(async () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

/** A file of this many bytes that takes no room on the disk: all of it reads as zeros. */
export async function sparse(path: string, bytes: number): Promise<string> {
  const file = await open(path, "w");
  await file.truncate(bytes);
  await file.close();
  return path;
}

/** A file's digest, by another program. */
export async function openssl(algorithm: string, path: string): Promise<string> {
  const { stdout } = await promisify(execFile)("openssl", ["dgst", `-${algorithm}`, "-r", path]);
  const [digest] = stdout.split(" ");
  if (digest === undefined) throw new Error(`openssl said: ${stdout}`);
  return digest;
}

/** A folder with these files and their `SHA256SUMS`, as sha256sum writes it; answers the latter's path. */
export async function summed(names: string[], change = (text: string) => text): Promise<string> {
  const folder = join(await scratch(), "release");
  await mkdir(folder);
  for (const name of names) await writeFile(join(folder, name), `the content of ${name}`);
  const { stdout } = await promisify(execFile)("sha256sum", names, { cwd: folder });
  const sums = join(folder, "SHA256SUMS");
  await writeFile(sums, change(stdout));
  return sums;
}
