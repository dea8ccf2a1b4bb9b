import type { Clock } from '../../../src/core/clock.ts';

/** Real time that jumps over every wait: a pause of five minutes is over at once, and counted. */
export class SkippingClock implements Clock {
  #skippedMs = 0;

  now(): number {
    return Date.now() + this.#skippedMs;
  }

  async sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.skip(at - this.now());
  }

  skip(ms: number): void {
    this.#skippedMs += Math.max(0, ms);
  }
}
