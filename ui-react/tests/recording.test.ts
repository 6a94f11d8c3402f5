import { open, type Recording } from "@millstream/client";
import { scripted } from "@millstream/client/scripted";
import type { Stream } from "@millstream/contract";
import { describe, expect, test } from "vitest";
import { readRecording } from "../src/state/recording.ts";
import { fixture } from "./fixtures.ts";

/** What is said of a text that is no recording. */
async function refused(text: string): Promise<string> {
  const error = await readRecording(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "bad_recording" });
  return error instanceof Error ? error.message : "";
}

/** What is said of a recording in which this was put in place of that. */
function changed(path: string, value: unknown): Promise<string> {
  const recording = fixture<Record<string, unknown>>("hash/one-file.json");
  const names = path.split("/");
  const last = names.pop() ?? "";
  const parent = names.reduce((part, name) => part[name] as Record<string, unknown>, recording);
  parent[last] = value;
  return refused(JSON.stringify(recording));
}

const said = (what: string) => `This is no recording: ${what}.`;

describe("recording", () => {
  test("reads what was recorded", async () => {
    const recording = await readRecording(JSON.stringify(fixture<Recording>("hash/one-file.json")));
    expect([recording.command, recording.outlets.outlet?.length]).toEqual(["hash", 9]);
  });

  test("says where a file stops being JSON", async () => {
    const text = '{\n  "version": 1,\n  oh';
    expect(await refused(text)).toBe(said("it is no JSON at line 3, column 3"));
  });

  test("says what is wrong in a file that is JSON, and where", async () => {
    expect(await refused("[]")).toBe(said("the file is no object"));
    expect(await refused("{}")).toBe(said("its `version` is missing, and 1 is read here"));
    expect(await changed("version", 2)).toBe(said("its `version` is 2, and 1 is read here"));
    expect(await changed("command", 7)).toBe(said("`command` is no text"));
    expect(await changed("outlets", [])).toBe(said("`outlets` is no object"));
    expect(await changed("outlets/log", null)).toBe(said("`outlets.log` is no list"));
    expect(await changed("outlets/outlet/1/at", -1)).toBe(said("`outlets.outlet[1].at` is no time"));
    const frame = "outlets/outlet/2/frame";
    expect(await changed(frame, null)).toBe(said("`outlets.outlet[2].frame` is no object"));
    expect(await changed(`${frame}/seq`, 9)).toBe(said("`outlets.outlet[2].frame.seq` is not 3"));
    expect(await changed(`${frame}/items`, {})).toBe(said("`outlets.outlet[2].frame.items` is no list"));
  });

  test("says what is wrong with attachments, and where", async () => {
    const wrong = (what: string) => said(`\`outlets.outlet[1].attachments${what}`);
    const changed = (value: unknown) => {
      const recording = fixture<{ outlets: { outlet: object[] } }>("recordings/attachments.json");
      Object.assign(recording.outlets.outlet[1] ?? {}, { attachments: value });
      return refused(JSON.stringify(recording));
    };
    expect(await changed({})).toBe(wrong("` is no list"));
    expect(await changed([7])).toBe(wrong("[0]` is no object"));
    expect(await changed([{ bytes: "" }])).toBe(wrong("[0].item` is no item, or not the next"));
    expect(await changed([{ item: 2, bytes: "" }])).toBe(wrong("[0].item` is no item, or not the next"));
    const back = [
      { item: 1, bytes: "" },
      { item: 0, bytes: "" },
    ];
    expect(await changed(back)).toBe(wrong("[1].item` is no item, or not the next"));
    for (const bytes of [null, "AQI", "AQ I=", "AQJ=", "A*ID"]) {
      expect(await changed([{ item: 0, bytes }]), String(bytes)).toBe(wrong("[0].bytes` is no base64"));
    }
  });

  test("plays the attachments that it read", async () => {
    const text = JSON.stringify(fixture<Recording>("recordings/attachments.json"));
    const transport = scripted([await readRecording(text)], { speed: Number.POSITIVE_INFINITY });
    const parts: Stream<null, string> = { command: "parts" };
    const bytes: number[][][] = [];
    for await (const { attachments } of open(parts, null, { pace: "eager", transport }).parcels()) {
      bytes.push(attachments.map((view) => [...view]));
    }
    expect(bytes).toEqual([
      [Array.from({ length: 256 }, (_, byte) => byte)],
      [],
      [[], [1, 2, 3], []],
      [Array(8).fill(255)],
      [],
      [[]],
    ]);
  });
});
