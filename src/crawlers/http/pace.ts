/** Steps between no pace and the ceiling, and the good replies in a row that earn one. */
const STEPS = 20;
const GOOD_FOR_A_STEP = 10;
const LEAST_SHARE = 1 / 32;
/** A slower site shows in the median of its latest replies; one late reply says nothing. */
const LATEST = 5;
const KNOWN_BEFORE_JUDGING = 20;
const LATENCIES_KEPT = 100;
/** Differences below this are this machine's own. */
const LEAST_SLOWDOWN_MS = 100;

/**
 * How fast one host is asked: from half its ceiling upwards by a twentieth for every ten good replies in a row, down to
 * half whenever the host is too busy or answers more than twice as slowly as its running median. Never above the ceiling.
 *
 * Chiu, D.-M. & Jain, R. (1989). Analysis of the increase and decrease algorithms for congestion avoidance in computer
 * networks. Computer Networks and ISDN Systems 17, 1–14.
 */
export class Pace {
  readonly #ceiling: number;
  #perSecond: number;
  #goodInARow = 0;
  #lastCutAt = Number.NEGATIVE_INFINITY;
  #sampledAt = Number.NEGATIVE_INFINITY;
  #latencies: number[] = [];

  /** @param ceiling most starts in a second */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#perSecond = ceiling / 2;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  good(startedAt: number, endedAt: number): void {
    if (this.#isSample(startedAt, endedAt) && this.#isSlowing()) {
      this.tooBusy(startedAt, endedAt);
    } else if (++this.#goodInARow === GOOD_FOR_A_STEP) {
      this.#goodInARow = 0;
      this.#perSecond = Math.min(this.#ceiling, this.#perSecond + this.#ceiling / STEPS);
    }
  }

  failed(): void {
    this.#goodInARow = 0;
  }

  /** Requests that were under way together are one sign. After it the latencies of the new pace are the normal ones. */
  tooBusy(startedAt: number, endedAt: number): void {
    this.#goodInARow = 0;
    if (startedAt <= this.#lastCutAt) return;
    this.#lastCutAt = endedAt;
    this.#latencies = [];
    this.#perSecond = Math.max(this.#ceiling * LEAST_SHARE, this.#perSecond / 2);
  }

  /** Of requests under way together one latency is taken: a moment when this machine stood still is late for all. */
  #isSample(startedAt: number, endedAt: number): boolean {
    if (startedAt < this.#sampledAt) return false;
    this.#sampledAt = endedAt;
    this.#latencies.push(endedAt - startedAt);
    if (this.#latencies.length > LATENCIES_KEPT) this.#latencies.shift();
    return true;
  }

  #isSlowing(): boolean {
    if (this.#latencies.length < KNOWN_BEFORE_JUDGING) return false;
    const usual = median(this.#latencies);
    const latest = median(this.#latencies.slice(-LATEST));
    return latest > Math.max(2 * usual, usual + LEAST_SLOWDOWN_MS);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
