/** What a command was refused with, as a typed error. */
import { Code, type Error as WireError } from "@millstream/contract";

/** The contract's `{code, message, hint?}`, as something to throw. Match `code`, never the sentences. */
export class MillstreamError extends Error {
  /** What kind of error this is: one of `Code`, or an application's own. */
  readonly code: Code;
  /** What to do about it, in one sentence. */
  readonly hint?: string;

  /** An error as it is on the wire; `options` may name its cause. */
  constructor({ code, message, hint }: WireError, options?: ErrorOptions) {
    super(message, options);
    this.name = "MillstreamError";
    this.code = code;
    if (hint !== undefined) this.hint = hint;
  }
}

/**
 * A command of Millstream's is refused with `{code, message}`; anything else becomes `command_failed`
 * with its text as the message.
 */
export function errorOf(rejection: unknown): MillstreamError {
  if (rejection instanceof MillstreamError) return rejection;
  if (isWireError(rejection)) return new MillstreamError(rejection);
  return new MillstreamError({ code: Code.CommandFailed, message: textOf(rejection) }, { cause: rejection });
}

/** There is neither Tauri here nor a recording. */
export function notTauri(): MillstreamError {
  return new MillstreamError({
    code: Code.NotTauri,
    message: "This page does not run in Tauri.",
    hint: "Start the application, or install a scripted transport.",
  });
}

function isWireError(value: unknown): value is WireError {
  if (typeof value !== "object" || value === null) return false;
  const { code, message, hint } = value as Partial<Record<keyof WireError, unknown>>;
  return (
    typeof code === "string" && typeof message === "string" && ["string", "undefined"].includes(typeof hint)
  );
}

function textOf(rejection: unknown): string {
  if (typeof rejection === "string") return rejection;
  if (rejection instanceof Error) return rejection.message;
  try {
    return JSON.stringify(rejection) ?? String(rejection);
  } catch {
    // What JSON has no words for has a name at least.
    return String(rejection);
  }
}
