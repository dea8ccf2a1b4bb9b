/** More than the tries of one request: a single bad address does not close a host. */
const FAILURES_TO_OPEN = 10;
const FIRST_OPENING_MS = 30_000;
const LONGEST_OPENING_MS = 15 * 60_000;

/** How often a breaker has opened since the last answer, and until when it is open. */
interface Opening {
  readonly openings: number;
  readonly openUntil: number;
}

/**
 * Circuit breaker of one host: ten failures in a row open it, and nothing is asked for 30 s. One probe follows. If it is
 * answered the breaker closes, else it opens for twice as long as before, 15 minutes at most.
 *
 * Nygard, M. T. (2018). Release It! 2nd ed., ch. 5.
 */
export class Breaker {
  #failures = 0;
  #openings: number;
  #openUntil: number;
  #lastFailureAt = Number.NEGATIVE_INFINITY;
  #isProbing = false;

  /** @param earlier what another process had learnt. @default closed */
  constructor({ openings, openUntil }: Opening = { openings: 0, openUntil: Number.NEGATIVE_INFINITY }) {
    this.#openings = openings;
    this.#openUntil = openUntil;
  }

  /** Openings since the last answer; 0 while closed. */
  get openings(): number {
    return this.#openings;
  }

  get openUntil(): number {
    return this.#openUntil;
  }

  isOpen(now: number): boolean {
    return this.#openings > 0 && (now < this.#openUntil || this.#isProbing);
  }

  /** A request starts. The first one after an opening is the probe. */
  started(): void {
    this.#isProbing = this.#openings > 0;
  }

  /** @returns true if this answer closed the breaker */
  answered(): boolean {
    const wasOpen = this.#openings > 0;
    this.#failures = 0;
    this.#openings = 0;
    this.#isProbing = false;
    return wasOpen;
  }

  /** Requests that were under way together are one failure. @returns true if this one opened the breaker */
  failed(startedAt: number, now: number): boolean {
    if (startedAt <= this.#lastFailureAt) return false;
    this.#lastFailureAt = now;
    this.#isProbing = false;
    if (this.#openings === 0 && ++this.#failures < FAILURES_TO_OPEN) return false;
    this.#openUntil = now + Math.min(LONGEST_OPENING_MS, FIRST_OPENING_MS * 2 ** this.#openings++);
    return true;
  }

  /** A request ended with nothing learnt about the host: aborted, or its reply could not be kept. */
  undecided(startedAt: number): void {
    if (startedAt > this.#lastFailureAt) this.#isProbing = false;
  }
}
