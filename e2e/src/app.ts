import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Capabilities, error, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { inject, onTestFinished } from "vitest";
import { scratch } from "./files.ts";
import { Page } from "./page.ts";
import { type Running, running } from "./running.ts";
import { until } from "./until.ts";

/** The front ends that the suite runs on. */
export const UIS = ["leptos", "react"] as const;
export type Ui = (typeof UIS)[number];
/** Which of the application's builds. */
export type Build = Ui | "both";

/** The application in a real window, driven. */
export interface App {
  /** The page in the first window. */
  readonly page: Page;
  /** Its process. */
  readonly running: Running;
  /** Ends it now; the driver has one window at a time. */
  stop(): Promise<void>;
}

/** Starts a build of the application with these arguments, and ends it when the test does. */
export async function start(build: Build, ...files: string[]): Promise<App> {
  return launched(binaryOf(build), files);
}

/** Starts the application of an example, and ends it when the test does. */
export async function example(name: string): Promise<App> {
  return launched(join(applications(), name), []);
}

/** Leads the driver to this front end's window, in the build with both. */
export async function turn({ page }: Pick<App, "page">, ui: Ui): Promise<void> {
  await until(`window of ${ui}`, async () => {
    for (const handle of await page.driver.getAllWindowHandles()) {
      await page.driver.switchTo().window(handle);
      const url = await page.driver.getCurrentUrl();
      if (url.includes(`/${ui}/`)) return true;
    }
    return false;
  });
}

/** Lets the driver start this program, which opens a window; it ends when the test does. */
export async function drive(application: string): Promise<Omit<App, "running">> {
  const executor = new Executor(Promise.resolve(new HttpClient(inject("driver"))));
  // No browserName: WebKitWebDriver would compare it with the application's own name.
  const session = WebDriver.createSession(executor, new Capabilities({ "tauri:options": { application } }));
  await session.getSession();
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= session.quit().catch(unlessGone));
  const page = new Page(session);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail" && stopped === undefined) {
      // The failure may be that there is no page any more.
      await page
        .picture(join("failed", task.id))
        .catch((failure: unknown) => console.error("no picture:", failure));
    }
    await stop();
  });
  return { page, stop };
}

async function launched(binary: string, files: string[]): Promise<App> {
  const application = await launcher(binary, files);
  const { page, stop } = await drive(application);
  return { page, running: await running(binary, `${application}.pid`), stop };
}

/** A page that crashed has ended the session. */
function unlessGone(failure: unknown): void {
  if (!(failure instanceof error.NoSuchSessionError)) throw failure;
}

function binaryOf(build: Build): string {
  return join(applications(), `millstream-${build}`);
}

function applications(): string {
  const folder = process.env.MILLSTREAM_APPS;
  if (folder === undefined) throw new Error("MILLSTREAM_APPS names no folder; run `cargo xtask test e2e`");
  return folder;
}

/**
 * A program that starts the application as a person would: with a configuration of its own, and, where
 * the tests run as root, without root's right to read everything, so that unreadable means unreadable.
 */
async function launcher(binary: string, files: string[]): Promise<string> {
  const folder = await scratch();
  const home = join(folder, "home");
  await mkdir(home);
  const drop = process.getuid?.() === 0 ? "setpriv --bounding-set -dac_override,-dac_read_search " : "";
  const script = join(folder, "launch");
  const words = [binary, ...files].map(quoted).join(" ");
  await writeFile(
    script,
    // What is replaced by exec keeps its id.
    `#!/bin/sh\necho $$ > ${quoted(`${script}.pid`)}\nexport XDG_DATA_HOME=${quoted(home)} XDG_CACHE_HOME=${quoted(home)} XDG_CONFIG_HOME=${quoted(home)}\nexec ${drop}${words}\n`,
  );
  await chmod(script, 0o755);
  return script;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
