import type { Clock } from '../../core/clock.ts';

/** Two requests need not take equally long on their way: the site's own count of a window must not exceed the ceiling either. */
const WAY_MS = 10;

/**
 * Spaces the starts of requests to one host. Each start has a slot, one every gap of the present pace while there is
 * work. Starts that come after their slots (a timer, a busy process) are made up for, but never closer than half a gap,
 * and never so that any `floor(ceiling)` gaps of the ceiling hold more than `floor(ceiling)` starts.
 */
export class Gate {
  readonly #ceiling: number;
  readonly #clock: Clock;
  /** The latest starts, a ring: a new start waits until the one it replaces is a window old. */
  readonly #starts: Float64Array;
  readonly #windowMs: number;
  #next = 0;
  #slot = Number.NEGATIVE_INFINITY;
  #gapMs: number;
  #leastGapMs = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param ceiling most starts in a second, > 0; below 1 it is one start every `1 / ceiling` seconds */
  constructor(ceiling: number, clock: Clock) {
    if (!(Number.isFinite(ceiling) && ceiling > 0)) {
      throw new RangeError(`ceiling must be a number > 0, got ${ceiling}`);
    }
    this.#ceiling = ceiling;
    this.#gapMs = 1000 / ceiling;
    this.#clock = clock;
    this.#starts = new Float64Array(Math.max(1, Math.floor(ceiling))).fill(Number.NEGATIVE_INFINITY);
    this.#windowMs = this.#starts.length * this.#gapMs + WAY_MS;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /**
   * Resolves when the next request may start. Rejects with the signal's reason if aborted; that starts nothing.
   *
   * @returns what to call when the request really leaves, which may be later: a connection has to be made first
   */
  wait(signal?: AbortSignal): Promise<() => void> {
    const askedAt = this.#clock.now();
    const turn = this.#queue.then(() => this.#take(askedAt, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** From here on starts are spaced for this many a second; never more than the ceiling. */
  setPace(perSecond: number): void {
    this.#gapMs = 1000 / Math.min(this.#ceiling, perSecond);
  }

  /** A site's own wish for the time between two starts (Crawl-delay); it never makes the gate faster. */
  slowDown(leastGapMs: number): void {
    this.#leastGapMs = Math.max(this.#leastGapMs, leastGapMs);
  }

  /** No request starts before this instant, those already waiting included. */
  pauseUntil(at: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, at);
  }

  async #take(askedAt: number, signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted();
    for (let at = this.#earliest(); at > this.#clock.now(); at = this.#earliest()) {
      await this.#clock.sleepUntil(at, signal);
      signal?.throwIfAborted();
    }
    this.#slot = Math.max(this.#slot + this.#spacingMs(), askedAt, this.#pausedUntil);
    const index = this.#next;
    this.#starts[index] = this.#clock.now();
    this.#next = (index + 1) % this.#starts.length;
    return () => {
      this.#starts[index] = this.#clock.now();
    };
  }

  #spacingMs(): number {
    return Math.max(this.#gapMs, this.#leastGapMs);
  }

  #earliest(): number {
    const oldest = this.#starts[this.#next]!;
    const newest = this.#starts[(this.#next || this.#starts.length) - 1]!;
    return Math.max(
      this.#slot + this.#spacingMs(),
      newest + Math.max(this.#gapMs / 2, this.#leastGapMs),
      oldest + this.#windowMs,
      this.#pausedUntil,
    );
  }
}
