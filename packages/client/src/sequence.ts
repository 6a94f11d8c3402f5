/** The order of frames: which one to take, and when to ask for the next. No page, no Tauri, no time. */

/**
 * What to do about a frame that came.
 *
 * - `take`: it is the next one.
 * - `pass`: it tells nothing new.
 * - `broken`: it cannot be the answer to what was asked; the drain has failed.
 */
export type Verdict = "take" | "pass" | "broken";

/** What a frame is, apart from its items. */
export interface Head {
  /** The frame's number. */
  readonly seq: number;
  /** Whether it holds items. */
  readonly items: boolean;
  /** Whether more is waiting behind it. */
  readonly more: boolean;
  /** Whether it holds the end. */
  readonly end: boolean;
}

/**
 * Where an inlet stands.
 *
 * A frame is taken once and in order, whichever way it comes: a ring, or the answer to a drain. What is
 * missing, broken or only announced is asked for, and since a drain answers the same until the next one
 * acknowledges it, asking again never loses anything.
 */
export class Sequence {
  #after = 0;
  #due = false;
  #ended = false;
  #failures = 0;

  /** The last frame that was taken; 0 before the first. */
  get after(): number {
    return this.#after;
  }

  /** Whether nothing has come yet, not even a bell. */
  get isNew(): boolean {
    return this.#after === 0 && !this.#due && !this.#ended && this.#failures === 0;
  }

  /**
   * The stream was taken up behind this frame. Nothing rings before a drain has found nothing, unless the
   * stream is new to this page and something came in between.
   */
  attached(after: number): void {
    this.#after = Math.max(this.#after, after);
    this.#due = true;
  }

  /**
   * The frame after which to drain when the reader asks for more; none when a ring will come, or when
   * nothing will.
   */
  due(): number | undefined {
    return this.#due && !this.#ended ? this.#after : undefined;
  }

  /** A frame came with a ring. One from beyond the next shows that something was lost: it is drained. */
  rung(head: Head): Verdict {
    if (this.#ended || (head.seq <= this.#after && !isBell(head))) return "pass";
    if (isBell(head) || head.seq > this.#after + 1) {
      this.#due = true;
      return "pass";
    }
    return this.#take(head);
  }

  /** A ring came that cannot be read, or the channel is closed: whatever it was can be drained. */
  lost(): void {
    this.#due = true;
  }

  /** The drain is on its way. Only what rings from now on is news that its answer need not know of. */
  asked(): void {
    this.#due = false;
  }

  /** A frame came as the answer to the drain that was asked `after` this frame. */
  answered(after: number, head: Head): Verdict {
    if (this.#ended || after !== this.#after) return "pass";
    // Also the answer of a stream that was ended from elsewhere, whatever its number.
    if (head.end && !head.items) return this.#take(head);
    if (isBell(head) && head.seq === after) {
      this.#due ||= head.more;
      this.#failures = 0;
      return "pass";
    }
    if (isBell(head) || head.seq !== after + 1) return "broken";
    return this.#take(head);
  }

  /**
   * The drain that was asked `after` this frame failed: how many milliseconds to wait before it is asked
   * again, and none when that has been done often enough.
   */
  failed(after: number): number | undefined {
    if (this.#ended || after !== this.#after) return 0;
    this.#due = true;
    this.#failures += 1;
    return backoff(this.#failures);
  }

  #take(head: Head): Verdict {
    this.#after = head.seq;
    this.#due = true;
    this.#ended = head.end;
    this.#failures = 0;
    return "take";
  }
}

/**
 * How many milliseconds to wait before trying again what failed so many times in a row; none when that is
 * too often. 50, 100, 200, 400 and 800: one and a half seconds in all.
 */
export function backoff(failures: number): number | undefined {
  if (failures === 0) return 0;
  return failures <= RETRIES ? 50 * 2 ** (failures - 1) : undefined;
}

/** How often a failed command is tried again. */
export const RETRIES = 5;

/** Neither items nor an end: a bell, or the answer that there is nothing. */
function isBell(head: Head): boolean {
  return !head.items && !head.end;
}
