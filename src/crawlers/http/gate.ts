import type { Clock } from '../../core/clock.ts';

/** Two requests need not take equally long to arrive: the site's own count of a window must not exceed the ceiling either. */
const WAY_MS = 10;

/**
 * Spaces the starts of requests to one host. Each start has a slot, one every `1000 / perSecond` ms while there is work.
 * Starts that come after their slots (a timer, a busy process) are made up for, but never closer than half a gap, and
 * never so that any `floor(perSecond)` gaps of time hold more than `floor(perSecond)` starts.
 */
export class Gate {
  readonly #gapMs: number;
  readonly #clock: Clock;
  /** The latest starts, a ring: a new start waits until the one it replaces is a window old. */
  readonly #starts: Float64Array;
  readonly #windowMs: number;
  #next = 0;
  #slot = Number.NEGATIVE_INFINITY;
  #leastGapMs = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();

  /** @param perSecond ceiling on starts in a second, > 0; below 1 it is one start every `1 / perSecond` seconds */
  constructor(perSecond: number, clock: Clock) {
    if (!(Number.isFinite(perSecond) && perSecond > 0)) {
      throw new RangeError(`perSecond must be a number > 0, got ${perSecond}`);
    }
    this.#gapMs = 1000 / perSecond;
    this.#clock = clock;
    this.#starts = new Float64Array(Math.max(1, Math.floor(perSecond))).fill(Number.NEGATIVE_INFINITY);
    this.#windowMs = this.#starts.length * this.#gapMs + WAY_MS;
  }

  get gapMs(): number {
    return Math.max(this.#gapMs, this.#leastGapMs);
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Resolves when the next request may start. Rejects with the signal's reason if aborted; that starts nothing. */
  wait(signal?: AbortSignal): Promise<void> {
    const askedAt = this.#clock.now();
    const turn = this.#queue.then(() => this.#take(askedAt, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** A site's own wish for the time between two starts (Crawl-delay); it never makes the gate faster. */
  slowDown(leastGapMs: number): void {
    this.#leastGapMs = Math.max(this.#leastGapMs, leastGapMs);
  }

  /** No request starts before this instant, those already waiting included. */
  pauseUntil(at: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, at);
  }

  async #take(askedAt: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (let at = this.#earliest(); at > this.#clock.now(); at = this.#earliest()) {
      await this.#clock.sleepUntil(at, signal);
      signal?.throwIfAborted();
    }
    this.#slot = Math.max(this.#slot + this.gapMs, askedAt, this.#pausedUntil);
    this.#starts[this.#next] = this.#clock.now();
    this.#next = (this.#next + 1) % this.#starts.length;
  }

  #earliest(): number {
    const oldest = this.#starts[this.#next]!;
    const newest = this.#starts[(this.#next || this.#starts.length) - 1]!;
    return Math.max(
      this.#slot + this.gapMs,
      newest + Math.max(this.#gapMs / 2, this.#leastGapMs),
      oldest + this.#windowMs,
      this.#pausedUntil,
    );
  }
}
