import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import type { TestProject } from "vitest/node";

/** Starts tauri-driver for the whole run, on ports that are free, and stops it behind the last test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [port, nativePort] = await freePorts();
  const program = process.env.TAURI_DRIVER ?? "tauri-driver";
  const driver = spawn(program, ["--port", String(port), "--native-port", String(nativePort)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  await answering(driver, `http://127.0.0.1:${port}/status`);
  project.provide("driver", `http://127.0.0.1:${port}`);
  return () => stopped(driver);
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where tauri-driver listens. */
    driver: string;
  }
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            if (address === null || typeof address === "string") reject(new Error("no port"));
            else resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [port, nativePort] = ports;
  if (port === undefined || nativePort === undefined) throw new Error("two ports were asked for");
  return [port, nativePort];
}

async function answering(driver: ChildProcess, url: string): Promise<void> {
  let failure: unknown = "it did not start";
  driver.once("error", (error) => {
    failure = error;
  });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (driver.exitCode !== null) throw new Error(`tauri-driver ended with ${driver.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`tauri-driver does not answer at ${url}`, { cause: failure });
}

async function stopped(driver: ChildProcess): Promise<void> {
  if (driver.exitCode !== null) return;
  const exit = new Promise((resolve) => driver.once("exit", resolve));
  driver.kill("SIGTERM");
  await exit;
}
