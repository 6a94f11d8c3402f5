/** What a key asks for, wherever the focus is. */
export type Shortcut =
  | { readonly kind: "page"; readonly index: number }
  | { readonly kind: "add" }
  | { readonly kind: "cancel" }
  | { readonly kind: "search" };

/** A key as the browser reports it. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The shortcut that a key is, if it is one. While text is typed, only those with Ctrl or Cmd are. */
export function shortcut(key: Key, typing: boolean): Shortcut | undefined {
  if (key.altKey) return undefined;
  if (key.ctrlKey || key.metaKey) {
    if (/^[1-9]$/.test(key.key)) return { kind: "page", index: Number(key.key) - 1 };
    return key.key.toLowerCase() === "o" && !key.shiftKey ? { kind: "add" } : undefined;
  }
  if (typing) return undefined;
  if (key.key === "Escape") return { kind: "cancel" };
  return key.key === "/" ? { kind: "search" } : undefined;
}
