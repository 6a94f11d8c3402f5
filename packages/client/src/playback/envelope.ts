/** Writes a frame's document and its attachments as one buffer, as the contract's `frame.rs` says. */
export function envelope(document: string, attachments: readonly (readonly [number, Uint8Array])[]) {
  const json = new TextEncoder().encode(document);
  const table = attachments.flatMap(([item, bytes]) => [item, bytes.length]);
  const head = new Uint32Array([0x3146534d, json.length, attachments.length, 0, ...table]);
  const parts: Uint8Array[] = [new Uint8Array(head.buffer), json];
  let length = head.byteLength + json.length;
  for (const [, bytes] of attachments) {
    parts.push(new Uint8Array((8 - (length % 8)) % 8), bytes);
    length += ((8 - (length % 8)) % 8) + bytes.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}
