import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { By, Key, type WebDriver, type WebElement } from "selenium-webdriver";
import { until } from "./until.ts";

/** A page, by its test ids. */
export class Page {
  readonly driver: WebDriver;

  constructor(driver: WebDriver) {
    this.driver = driver;
  }

  /** The element with this test id, once it is there. */
  async get(id: string): Promise<WebElement> {
    return until(`element ${id}`, async () => (await this.all(id))[0]);
  }

  /** All elements with this test id, now. */
  async all(id: string): Promise<WebElement[]> {
    return this.driver.findElements(By.css(`[data-testid="${id}"]`));
  }

  /** The text of the element with this test id, once it is there; read in one step, as it may be replaced. */
  async text(id: string): Promise<string> {
    return until(`text of ${id}`, async () => {
      const text = await this.script<string | null>(
        "const found = document.querySelector(arguments[0]); return found && found.textContent;",
        `[data-testid="${id}"]`,
      );
      return text ?? undefined;
    });
  }

  /** Waits until the element with this test id says something that matches, and answers with it. */
  async says(id: string, pattern: RegExp): Promise<string> {
    let last = "";
    try {
      return await until(`match`, async () => {
        last = await this.text(id);
        return pattern.test(last) ? last : undefined;
      });
    } catch (cause) {
      throw new Error(`${id} says ${JSON.stringify(last)} and not ${pattern}`, { cause });
    }
  }

  /** Waits until an attribute of the element with this test id has this value. */
  async is(id: string, attribute: string, value: string | RegExp): Promise<string> {
    let last: string | null = null;
    const fits = (text: string) => (typeof value === "string" ? text === value : value.test(text));
    try {
      return await until("match", async () => {
        last = await this.script<string | null>(
          "const found = document.querySelector(arguments[0]); return found && found.getAttribute(arguments[1]);",
          `[data-testid="${id}"]`,
          attribute,
        );
        return last !== null && fits(last) ? last : undefined;
      });
    } catch (cause) {
      throw new Error(`${id} has ${attribute}=${JSON.stringify(last)} and not ${value}`, { cause });
    }
  }

  async click(id: string): Promise<void> {
    await (await this.get(id)).click();
  }

  /** Presses a key on what has the focus. */
  async press(key: string, { control = false } = {}): Promise<void> {
    const name = key.length === 1 ? key : Key[key.toUpperCase() as "ESCAPE"];
    const keys = this.driver.actions({ async: true });
    if (control) await keys.keyDown(Key.CONTROL).keyDown(name).keyUp(name).keyUp(Key.CONTROL).perform();
    else await keys.keyDown(name).keyUp(name).perform();
  }

  /** Runs a script in the page. */
  async script<T>(source: string, ...args: unknown[]): Promise<T> {
    return this.driver.executeScript<T>(source, ...args);
  }

  /** Calls a command as the page would, and answers how it went. */
  async invoke(command: string, args: object): Promise<{ ok: unknown } | { error: unknown }> {
    return this.driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1];
       window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((ok) => done({ ok }), (error) => done({ error }));`,
      command,
      args,
    );
  }

  /** How many callbacks the page has registered with Tauri. */
  async callbacks(): Promise<number> {
    return this.script<number>("return window.__TAURI_INTERNALS__.callbacks.size;");
  }

  /** A picture of the page, in the folder of the run's artifacts. */
  async picture(name: string): Promise<Buffer> {
    // The driver copies what was painted last, which may be older than what the scripts have done.
    await this.driver.executeAsyncScript(
      "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => done()));",
    );
    const png = Buffer.from(await this.driver.takeScreenshot(), "base64");
    const path = join(import.meta.dirname, "..", "artifacts", `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, png);
    return png;
  }
}
