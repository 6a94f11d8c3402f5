/** Commands that answer once. */
import type { Call } from "@millstream/contract";
import { errorOf } from "./error.ts";
import { type Arguments, type Transport, transport } from "./transport.ts";

export { convertFileSrc, isTauri } from "./tauri.ts";

/**
 * Calls a command of the contract. Rejects with a `MillstreamError`: what the command answers, or
 * `command_failed` when that is not one of our errors.
 */
export async function call<Request, Response>(
  { command }: Call<Request, Response>,
  request: Request,
): Promise<Response> {
  return (await ask(transport(), command, request)) as Response;
}

/** Calls any command by its name, with its arguments in camelCase. Rejects as `call`. */
export async function invoke<Response>(command: string, args: Arguments = {}): Promise<Response> {
  return (await invokeOn(transport(), command, args)) as Response;
}

/** Calls any command whose own error is of another type than ours; that is answered, not thrown. */
export async function invokeResult<Response, Failure>(
  command: string,
  args: Arguments = {},
): Promise<Result<Response, Failure>> {
  try {
    return { ok: true, value: (await transport().invoke(command, args)) as Response };
  } catch (error) {
    // What is thrown here and not there is no answer of the command.
    if (error instanceof Error) throw errorOf(error);
    return { ok: false, error: error as Failure };
  }
}

/** What a command answered, or its own error. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

/** Calls a command that takes one argument, `request`. */
export function ask(transport: Transport, command: string, request: unknown): Promise<unknown> {
  return invokeOn(transport, command, { request });
}

/** Calls a command of this transport. */
export async function invokeOn(transport: Transport, command: string, args: Arguments): Promise<unknown> {
  try {
    return await transport.invoke(command, args);
  } catch (rejection) {
    throw errorOf(rejection);
  }
}
