/** A WebSocket of the page. */

/** Opens a socket; rejects when it cannot be opened. */
export type Connect = (url: string, events: SocketEvents) => Promise<Socket>;

/** What a socket is told to do. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** What a socket tells. */
export interface SocketEvents {
  /** A message came: text, or an `ArrayBuffer`. */
  message(body: unknown): void;
  /** It is closed, by the other side or by a fault. */
  closed(): void;
}

/** Opens a `WebSocket`. */
export const connect: Connect = (url, { message, closed }) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => message(data);
    socket.onopen = () => resolve(socket);
    socket.onclose = () => {
      closed();
      // Does nothing where it was open.
      reject(new Error("The socket could not be opened."));
    };
  });
