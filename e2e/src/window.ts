import { execFile } from "node:child_process";
import { promisify } from "node:util";
import x11, { type Client } from "x11";

/**
 * Closes the window with this title as its close button would: it is asked to, by a message (ICCCM 4.2.8.1).
 * A window that is destroyed from outside takes the whole application with it.
 */
export async function close(title: string): Promise<void> {
  const window = await find(title);
  const client = await connected();
  const protocols = await atom(client, "WM_PROTOCOLS");
  const message = Buffer.alloc(32);
  message.writeUInt8(CLIENT_MESSAGE, 0);
  message.writeUInt8(32, 1);
  message.writeUInt32LE(window, 4);
  message.writeUInt32LE(protocols, 8);
  message.writeUInt32LE(await atom(client, "WM_DELETE_WINDOW"), 12);
  client.SendEvent(window, 0, 0, message);
  // An answer shows that what was written before it has arrived.
  await atom(client, "WM_PROTOCOLS");
  client.terminate();
}

/** Takes the window with this title off the screen, as minimising does; answers what puts it back. */
export async function hide(title: string): Promise<() => Promise<void>> {
  const window = String(await find(title));
  await run("xdotool", ["windowunmap", "--sync", window]);
  return async () => {
    await run("xdotool", ["windowmap", "--sync", window]);
  };
}

const run = promisify(execFile);

async function find(title: string): Promise<number> {
  const search = ["search", "--sync", "--onlyvisible", "--limit", "1", "--name", `^${title}$`];
  return Number((await run("xdotool", search)).stdout.trim());
}

/** The event's number in the X11 protocol. */
const CLIENT_MESSAGE = 33;

function connected(): Promise<Client> {
  return new Promise((resolve, reject) => {
    x11.createClient((error, display) => (error ? reject(error) : resolve(display.client)));
  });
}

function atom(client: Client, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    client.InternAtom(false, name, (error, found) => (error ? reject(error) : resolve(found)));
  });
}
