/** One socket, and the drains that wait for its answers. */
import type { Connect, Socket } from "./socket.ts";

/** Answers drains in the order in which they were asked. */
export class Road {
  /** Whether it has ever had a frame. */
  answered = false;
  readonly #waiting: Question[] = [];
  readonly #left: () => void;
  #socket: Socket | undefined;

  /** `left` is called when the socket is closed, whoever closes it. */
  constructor(left: () => void) {
    this.#left = left;
  }

  /** Rejects when the socket cannot be had. */
  async connect(url: string, connect: Connect): Promise<void> {
    this.#socket = await connect(url, {
      message: (body) => this.#heard(body),
      closed: () => this.close(),
    });
  }

  /** The frame, or nothing when this has none; then it is to be asked for elsewhere. */
  ask(question: string): Promise<unknown> {
    // Nobody asks twice at once, but a reader who is out of patience: what is on its way never comes.
    if (this.#waiting.some(({ text }) => text === question)) this.close();
    const socket = this.#socket;
    if (!socket) return Promise.resolve(undefined);
    return new Promise((answer) => {
      this.#waiting.push({ text: question, answer });
      socket.send(question);
    });
  }

  close(): void {
    if (!this.#socket) return;
    this.#socket.close();
    this.#socket = undefined;
    this.#left();
    for (const { answer } of this.#waiting.splice(0)) answer(undefined);
  }

  #heard(body: unknown): void {
    const question = this.#waiting.shift();
    const frame = frameOf(body);
    this.answered ||= frame !== undefined;
    question?.answer(frame);
  }
}

interface Question {
  readonly text: string;
  readonly answer: (frame: unknown) => void;
}

/** A message as Tauri would have answered it; nothing when it is empty. */
function frameOf(body: unknown): unknown {
  if (typeof body !== "string") return body;
  try {
    return body === "" ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}
