import type { Clock } from '../../../src/core/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when everybody sleeps: the earliest sleeper is woken, `lateness()` ms after the asked time. */
export class VirtualClock implements Clock {
  readonly #lateness: () => number;
  #now: number;
  #sleepers: Sleeper[] = [];
  #isPumping = false;

  constructor(start = 0, lateness: () => number = () => 0) {
    this.#now = start;
    this.#lateness = lateness;
  }

  now(): number {
    return this.#now;
  }

  sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (at <= this.#now) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sleeper = { at, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => {
      this.#isPumping = false;
      const [first] = this.#sleepers.sort((a, b) => a.at - b.at);
      if (!first) return;
      this.#sleepers.shift();
      this.#now = Math.max(this.#now, first.at + this.#lateness());
      first.wake();
      this.#pump();
    });
  }
}
