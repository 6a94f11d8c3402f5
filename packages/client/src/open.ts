/** Opening a stream. */
import type { LoggedStream, OutletArgument, Stream, Wire } from "@millstream/contract";
import { errorOf } from "./error.ts";
import { Inlet } from "./inlet.ts";
import type { Pace } from "./pace.ts";
import { Receiver } from "./receiver.ts";
import { type Transport, transport } from "./transport.ts";

/** How a stream is opened. */
export interface Options {
  /** How frames are written: `json`, unless said otherwise, since the web view's own parser reads it. */
  readonly wire?: Wire;
  /** When the next frame is asked for: `frame`, unless said otherwise. */
  readonly pace?: Pace;
  /** Cancels the stream. */
  readonly signal?: AbortSignal;
  /**
   * Whether the stream outlives this page for a while, so that the page can take it up again with `attach`
   * after a reload. What is offered meanwhile waits, up to the limits; then the producer does, unless other
   * web views read on. To cancel it still ends it.
   */
  readonly detached?: boolean;
  /**
   * Whether other web views may attach to the stream. None then waits for another: under the policy `block`
   * too, a page whose buffer is full misses what others still have room for, and its account counts it as
   * dropped.
   */
  readonly shared?: boolean;
  /** Whom to ask; the installed transport, or Tauri, when there is none here. */
  readonly transport?: Transport;
}

/**
 * Opens a stream: calls its command, and returns the receiving end at once. A command that is refused makes
 * an inlet that fails with its error.
 */
export function open<Request, Item>(
  stream: Stream<Request, Item>,
  request: Request,
  options: Options = {},
): Inlet<Item> {
  const outlet = receiver<Item>(options);
  start(stream.command, request, { outlet }, options);
  return new Inlet(outlet);
}

/**
 * Opens a stream that has a log beside it: two streams of one command, each read, cancelled and ended by
 * itself.
 */
export function openLogged<Request, Item, Log>(
  stream: LoggedStream<Request, Item, Log>,
  request: Request,
  options: Options = {},
): { outlet: Inlet<Item>; log: Inlet<Log> } {
  const outlet = receiver<Item>(options);
  const log = receiver<Log>(options);
  start(stream.command, request, { outlet, log }, options);
  return { outlet: new Inlet(outlet), log: new Inlet(log) };
}

function receiver<T>(options: Options): Receiver<T> {
  return new Receiver(options.transport ?? transport(), options.pace ?? "frame", randomKey());
}

type Outlets = Readonly<Record<string, Receiver<unknown>>>;

function start(command: string, request: unknown, outlets: Outlets, options: Options): void {
  const receivers = Object.values(outlets);
  const { signal } = options;
  if (signal?.aborted) {
    for (const receiver of receivers) receiver.unopened();
    return;
  }
  for (const receiver of receivers) if (signal) receiver.heed(signal);
  run(command, request, outlets, options).then(
    () => {
      for (const receiver of receivers) receiver.opened();
    },
    (rejection: unknown) => {
      for (const receiver of receivers) receiver.opened(errorOf(rejection));
    },
  );
}

async function run(command: string, request: unknown, outlets: Outlets, options: Options): Promise<void> {
  const connected = Object.entries(outlets).map(([name, receiver]) => [name, outlet(receiver, options)]);
  const to = options.transport ?? transport();
  await to.invoke(command, { request, ...Object.fromEntries(connected) });
}

function outlet(receiver: Receiver<unknown>, options: Options): OutletArgument {
  const { wire = "json", detached, shared } = options;
  const argument = { channel: receiver.connect(), key: receiver.key, wire };
  return { ...argument, ...(detached && { detached }), ...(shared && { shared }) };
}

/** 128 random bits as 32 lower-case hex digits. */
function randomKey(): string {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
