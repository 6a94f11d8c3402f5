import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nextTheme, PAGES, pageOf, themeOf } from "../src/state/app.ts";
import { SAMPLES, sampled, sparkline } from "../src/state/sparkline.ts";

describe("app", () => {
  test("opens the page that the location names, and the first for none", () => {
    expect(pageOf("#tail").name).toBe("tail");
    expect(pageOf("").name).toBe("hash");
    expect(pageOf("#nowhere").name).toBe("hash");
  });

  test("says of each page that is not built what it will do", () => {
    const built = PAGES.filter((page) => page.plan === undefined).map((page) => page.name);
    expect(built).toEqual(["hash", "inspector"]);
    for (const page of PAGES) if (page.plan) expect(page.plan.length).toBeGreaterThan(1);
  });

  test("goes round the themes, and takes no other for one", () => {
    expect(nextTheme(nextTheme(nextTheme("system")))).toBe("system");
    expect([themeOf("dark"), themeOf(null), themeOf("pink")]).toEqual(["dark", "system", "system"]);
  });

  test("has a symbol for each icon that is used, and no other", () => {
    const sprite = readFileSync(join(import.meta.dirname, "../../assets/icons.svg"), "utf8");
    const symbols = [...sprite.matchAll(/id="icon-([\w-]+)"/g)].map((match) => match[1]);
    const source = join(import.meta.dirname, "../src");
    const code = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(source, name), "utf8"))
      .join("\n");
    const used = new Set(
      [...code.matchAll(/(?:icon(?::|=)|Icon name=)\s*\{?(?:\w+ \? )?"([\w-]+)"(?: : "([\w-]+)")?/g)].flatMap(
        (m) => [m[1], m[2]],
      ),
    );
    used.delete(undefined);
    expect(used).toEqual(new Set(symbols));
  });
});

describe("sparkline", () => {
  test("keeps the newest samples", () => {
    const samples = Array.from({ length: 99 }, (_, i) => i).reduce<readonly number[]>(sampled, []);
    expect([samples.length, samples.at(-1)]).toEqual([SAMPLES, 98]);
  });

  test("draws a bar a sample at the right, as high as the highest allows", () => {
    expect(sparkline([])).toBe("");
    expect(sparkline([0, 0])).toBe("");
    expect(sparkline([50, 0, 100])).toBe("M50 14v-7h1.5v7zM54 14v-14h1.5v14z");
  });
});
