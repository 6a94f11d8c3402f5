/** Tauri's part of a page, as its `core.js` makes it, with a backend of a few lines behind it. */
export function install() {
  const callbacks = new Map();
  let ids = 0;
  const calls = [];
  const unheard = [];
  const internals = {
    callbacks,
    calls,
    unheard,
    metadata: { currentWebview: { label: "main" } },
    convertFileSrc: (path, protocol) => `${protocol}://localhost/${encodeURIComponent(path)}`,
    transformCallback(callback, once) {
      ids += 1;
      const id = ids;
      callbacks.set(id, (data) => {
        if (once) callbacks.delete(id);
        return callback?.(data);
      });
      return id;
    },
    unregisterCallback: (id) => callbacks.delete(id),
    runCallback(id, data) {
      const callback = callbacks.get(id);
      if (callback) callback(data);
      else unheard.push(data);
    },
    async invoke(command, args) {
      calls.push({ command, args });
      if (!(command in commands)) return Promise.reject(`Command ${command} not found`);
      return commands[command](args);
    },
  };
  globalThis.__TAURI_INTERNALS__ = internals;
  globalThis.isTauri = true;
}

export function uninstall() {
  delete globalThis.__TAURI_INTERNALS__;
  delete globalThis.isTauri;
}

export const callbacks = () => globalThis.__TAURI_INTERNALS__.callbacks.size;
export const called = (command) =>
  globalThis.__TAURI_INTERNALS__.calls.filter((call) => call.command === command).length;
export const unheard = () => globalThis.__TAURI_INTERNALS__.unheard.length;
export const run = (id, data) => globalThis.__TAURI_INTERNALS__.runCallback(id, data);

/** Replaces `requestAnimationFrame` by one that never calls back; returns how to take that back. */
export function withoutAnimationFrames() {
  const original = globalThis.requestAnimationFrame;
  globalThis.requestAnimationFrame = () => 0;
  return () => {
    globalThis.requestAnimationFrame = original;
  };
}

const account = { offered: 4, delivered: 4, coalesced: 0, dropped: 0, discarded: 0 };
const frames = [
  { seq: 1, items: [1], more: false },
  { seq: 2, items: [2, 3, 4], more: false },
  { seq: 3, items: [], more: false, end: { event: "finished", data: { account } } },
];
const outlets = new Map();

/** In the three forms in which raw bytes may arrive. */
const forms = [buffered, (bytes) => bytes, (bytes) => Array.from(bytes)];

function written(frame, wire) {
  if (wire === "json") return frame;
  const json = new TextEncoder().encode(JSON.stringify(frame));
  const bytes = new Uint8Array(16 + json.length);
  bytes.set(new TextEncoder().encode("MSF1"));
  new DataView(bytes.buffer).setUint32(4, json.length, true);
  bytes.set(json, 16);
  return forms[frame.seq % 3](bytes);
}

const buffers = [];

function buffered({ buffer }) {
  buffers.push(buffer);
  return buffer;
}

export const buffersAnswered = () => buffers.length;
export const bytesLeft = () => buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);

function later(id, data) {
  setTimeout(() => globalThis.__TAURI_INTERNALS__.runCallback(id, data));
}

function close(key) {
  const outlet = outlets.get(key);
  if (outlet.open) later(outlet.id, { end: true, index: 1 });
  outlet.open = false;
}

const commands = {
  count({ outlet: { channel, key, wire } }) {
    const id = Number(channel.slice("__CHANNEL__:".length));
    outlets.set(key, { id, wire, open: true });
    later(id, { index: 0, message: written(frames[0], wire) });
    return null;
  },
  /** Rings, and answers no drain. */
  hang({ outlet: { channel, key, wire } }) {
    const id = Number(channel.slice("__CHANNEL__:".length));
    outlets.set(key, { id, wire, open: true, hangs: true });
    later(id, { index: 0, message: written({ seq: 0, items: [], more: true }, wire) });
    return null;
  },
  "plugin:millstream|drain"({ request: { key, after } }) {
    const { wire, hangs } = outlets.get(key);
    if (hangs) return new Promise(() => undefined);
    if (after === frames.length) close(key);
    return written(frames[after] ?? { ...frames[2], items: [] }, wire);
  },
  "plugin:millstream|cancel"({ request: { key } }) {
    close(key);
    return { event: "cancelled", data: { account } };
  },
  "plugin:millstream|attach"({ request: { channel, key, wire, after = 0 } }) {
    const outlet = outlets.get(key);
    if (!outlet) return Promise.reject({ code: "unknown_key", message: "No stream has this key." });
    outlets.set(key, { ...outlet, id: Number(channel.slice("__CHANNEL__:".length)), wire });
    return { after };
  },
  "plugin:millstream|list": (args) => {
    if (Object.keys(args).length > 0) throw new TypeError("`list` takes nothing");
    return [...outlets].map(([key]) => ({ key, command: "count", argument: "outlet", own: true, after: 0 }));
  },
  "plugin:event|listen"({ event, handler }) {
    later(handler, { event, id: 5, payload: { deep: [1, null] } });
    return 5;
  },
  "plugin:event|unlisten": () => null,
  echo: (args) => args,
  nothing: () => undefined,
  buffer: () => new Uint8Array([1, 2, 255]).buffer,
  view: () => new Uint8Array([0, 1, 2, 255, 0]).subarray(1, 4),
  numbers: () => [1, 2, 255],
  throw_error() {
    throw new TypeError("no function");
  },
  throw_ours: () => Promise.reject({ code: "not_found", message: "It is not there." }),
};
