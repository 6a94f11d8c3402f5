/** Taking up a stream that exists. */
import {
  ATTACH,
  type Attached,
  type AttachRequest,
  LIST,
  type LoggedStream,
  type Stream,
  type StreamInfo,
} from "@millstream/contract";
import { errorOf } from "./error.ts";
import { Inlet } from "./inlet.ts";
import { ask, invoke } from "./invoke.ts";
import type { Options } from "./open.ts";
import { Receiver } from "./receiver.ts";
import { type Transport, transport } from "./transport.ts";

/** How a stream is taken up. */
export interface AttachOptions extends Omit<Options, "detached" | "shared"> {
  /** The last frame that the page has, as `Inlet.after` told it; none for the last one that it acknowledged. */
  readonly after?: number;
}

/**
 * Takes up a stream that this web view opened `detached`, or that another one opened `shared`, and returns
 * the receiving end at once. `stream` says what arrives; `key` is one that was written down, or one of
 * `list`.
 *
 * - One of its own goes on behind `after`: the page gets again what it had been sent but had not
 *   acknowledged, and then the rest. A frame that was acknowledged is gone, so an older `after` is refused
 *   with `stale_frame`.
 * - One of another web view begins with what is offered from now on, as frame 1. Cancelling it ends this
 *   reading only, with an end and an account of its own.
 *
 * What is refused (an unknown key, a foreign stream) makes an inlet that fails with its error. A stream has
 * one inlet in a page: attach where there is none any more, since the earlier one would drain as well.
 */
export function attach<Request, Item>(
  _stream: Stream<Request, Item>,
  key: string | StreamInfo,
  options: AttachOptions = {},
): Inlet<Item> {
  return new Inlet(takeUp<Item>(key, options));
}

/** As `attach`, for the log of a stream that has one: the `StreamInfo` whose `argument` is `log`. */
export function attachLog<Request, Item, Log>(
  _stream: LoggedStream<Request, Item, Log>,
  key: string | StreamInfo,
  options: AttachOptions = {},
): Inlet<Log> {
  return new Inlet(takeUp<Log>(key, options));
}

/** The streams that this web view can attach to, the oldest first. Rejects as `invoke`. */
export function list(): Promise<StreamInfo[]> {
  return invoke(LIST);
}

function takeUp<T>(stream: string | StreamInfo, options: AttachOptions): Receiver<T> {
  const key = typeof stream === "string" ? stream : stream.key;
  const { signal, transport: to = transport() } = options;
  const receiver = new Receiver<T>(to, options.pace ?? "frame", key);
  if (signal?.aborted) {
    receiver.unopened();
    return receiver;
  }
  if (signal) receiver.heed(signal);
  run(receiver, options, to).catch((rejection: unknown) => receiver.opened(errorOf(rejection)));
  return receiver;
}

async function run<T>(receiver: Receiver<T>, options: AttachOptions, to: Transport): Promise<void> {
  const { wire = "json", after } = options;
  const channel = receiver.connect();
  const request: AttachRequest = { channel, key: receiver.key, wire, ...(after !== undefined && { after }) };
  receiver.attached((await ask(to, ATTACH, request)) as Attached);
}
