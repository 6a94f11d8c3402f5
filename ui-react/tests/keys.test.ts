import { describe, expect, test } from "vitest";
import { shortcut } from "../src/state/keys.ts";

const key = (key: string, held: "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "none" = "none") => ({
  key,
  ctrlKey: held === "ctrlKey",
  metaKey: held === "metaKey",
  altKey: held === "altKey",
  shiftKey: held === "shiftKey",
});

describe("keys", () => {
  test("Ctrl and Cmd with a digit open a page", () => {
    expect(shortcut(key("1", "ctrlKey"), false)).toEqual({ kind: "page", index: 0 });
    expect(shortcut(key("9", "metaKey"), true)).toEqual({ kind: "page", index: 8 });
    expect(shortcut(key("0", "ctrlKey"), false)).toBeUndefined();
    expect(shortcut(key("1"), false)).toBeUndefined();
  });

  test("Ctrl and Cmd with O add", () => {
    expect(shortcut(key("o", "ctrlKey"), true)).toEqual({ kind: "add" });
    expect(shortcut(key("O", "metaKey"), false)).toEqual({ kind: "add" });
  });

  test("Esc cancels and / searches, but not while text is typed", () => {
    expect(shortcut(key("Escape"), false)).toEqual({ kind: "cancel" });
    expect(shortcut(key("/"), false)).toEqual({ kind: "search" });
    expect(shortcut(key("Escape"), true)).toBeUndefined();
    expect(shortcut(key("/"), true)).toBeUndefined();
    expect(shortcut(key("/", "altKey"), false)).toBeUndefined();
  });
});
