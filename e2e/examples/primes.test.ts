import { expect, test } from "vitest";
import { type App, example } from "../src/app.ts";
import { until } from "../src/until.ts";

test("finds primes in order, cancels a search, and says what is wrong", async () => {
  const { page } = await example("primes");

  await searchUpTo(page, 100_000);
  const told = await page.says("status", /^(Finished|Cancelled)/);
  expect(await page.text("count")).toBe("9592");
  expect(await page.text("latest")).toMatch(/^98\d\d\d .* 99989 99991$/);
  expect(await page.script("return document.querySelector('progress').position;")).toBe(1);
  const items = told.match(/^Finished: (\d+) items came, (\d+) were superseded on the way\.$/)?.slice(1);
  // Each prime came, and a hundred reports of progress came or were superseded.
  expect(items?.reduce((sum, count) => sum + Number(count), 0)).toBe(9592 + 100);

  await searchUpTo(page, 4_294_967_296);
  await until("prime", async () => Number(await page.text("count")) > 10_000);
  await page.click("cancel");
  await page.says("status", /^Cancelled: \d+ items came/);

  await searchUpTo(page, 4_294_967_297);
  await page.says("status", /^Up to 4294967297 is too far\. 4294967296 is the most\.$/);

  // Nothing is left of any of them.
  await until("page without callbacks", async () => (await page.callbacks()) === 0);
});

async function searchUpTo(page: App["page"], number: number): Promise<void> {
  const field = await page.get("up-to");
  await field.clear();
  await field.sendKeys(String(number));
  await page.click("start");
}
