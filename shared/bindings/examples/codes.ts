import { call, MillstreamError, open } from "@millstream/client";
import { type Call, Code, type Stream } from "@millstream/contract";

// The commands `fn scan(request: Scan, outlet: Outlet<Found>)` and `fn forget(request: String)`.
const scan: Stream<{ pattern: string }, { name: string; bytes: number }> = { command: "scan" };
const forget: Call<string, null> = { command: "forget" };

export async function forgetEmpty(pattern: string): Promise<string> {
  try {
    for await (const { name, bytes } of open(scan, { pattern })) {
      if (bytes === 0) await call(forget, name);
    }
    return "Done.";
  } catch (error) {
    // Match the code, never the sentence. The set is open: there is always a rest.
    if (!(error instanceof MillstreamError)) throw error;
    return error.code === Code.NotTauri ? "Open this page in the application." : error.message;
  }
}
