/** The receiving end of Millstream's streams, for TypeScript. */
export { type AttachOptions, attach, attachLog, list } from "./attach.ts";
export { Channel } from "./channel.ts";
export { MillstreamError } from "./error.ts";
export { type Event, emit, emitTo, hear, type Listener, listen, listenTo, type Target } from "./event.ts";
export type { Inlet, Parcel } from "./inlet.ts";
export { call, convertFileSrc, invoke, invokeResult, isTauri, type Result } from "./invoke.ts";
export { lane } from "./lane.ts";
export { type Options, open, openLogged } from "./open.ts";
export { frame, type Pace } from "./pace.ts";
export type { Moment, Recording } from "./recording.ts";
export { type Stats, stats } from "./stats.ts";
export {
  type Arguments,
  argumentOf,
  install,
  type Line,
  type Signal,
  type Transport,
  transport,
} from "./transport.ts";
