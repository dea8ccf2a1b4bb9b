import pLimit, { type LimitFunction } from 'p-limit';
import type { SiteConfig } from '../../config/config.ts';
import type { Clock } from '../../core/clock.ts';
import type { TidemarkError } from '../../core/errors.ts';
import type { Rng } from '../../core/rng.ts';
import { backoffMs } from './backoff.ts';
import { Breaker } from './breaker.ts';
import { ChallengeError, CircuitOpenError, HostParkedError } from './errors.ts';
import { Gate } from './gate.ts';
import type { HostMemory } from './host-states.ts';
import { Pace } from './pace.ts';
import { RetryBudget } from './retry-budget.ts';

/** What one request told about its host. */
export type Outcome =
  | { readonly kind: 'answer' | 'refusal' | 'throttle' | 'challenge' }
  | { readonly kind: 'retry'; readonly error: TidemarkError };

export interface HostOptions {
  readonly name: string;
  readonly limits: HostLimits;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly memory: HostMemory;
}

export type HostLimits = Pick<SiteConfig, 'requestsPerSecond' | 'isLive'>;

/** As many as the connections to one host, so that no request waits behind its start. */
export const LOOPBACK_IN_FLIGHT = 8;
/** Longer pauses end the run instead of being waited out. */
const LONGEST_PAUSE_MS = 15 * 60_000;
const CHALLENGE_PAUSE_MS = 30 * 60_000;
const LEAST_BACKOFF_MS = 250;
/** The last instant that a date can name: a site may ask for more seconds than there are. */
const LAST_INSTANT = 8.64e15;

/**
 * One host as the whole process treats it: every request to it, whichever crawl makes it, takes its turn here. The pace
 * learns from every reply, the breaker from every failure; a pause that the site asked for and an open breaker outlive
 * the process.
 */
export class Host {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #rng: Rng;
  readonly #memory: HostMemory;
  readonly #gate: Gate;
  readonly #pace: Pace;
  #breaker = new Breaker();
  readonly #retries = new RetryBudget();
  readonly #inFlight: LimitFunction;
  readonly #backoffBaseMs: number;
  #closing = new AbortController();
  #closedBy: TidemarkError | undefined;

  private constructor({ name, limits, clock, rng, memory }: HostOptions) {
    this.#name = name;
    this.#clock = clock;
    this.#rng = rng;
    this.#memory = memory;
    this.#gate = new Gate(limits.requestsPerSecond, clock);
    this.#pace = new Pace(limits.requestsPerSecond);
    this.#gate.setPace(this.#pace.perSecond);
    this.#inFlight = pLimit(limits.isLive ? 1 : LOOPBACK_IN_FLIGHT);
    this.#backoffBaseMs = Math.max(LEAST_BACKOFF_MS, 10_000 / limits.requestsPerSecond);
  }

  /** A host that an earlier process was told to leave alone stays so. */
  static async open(options: HostOptions): Promise<Host> {
    const host = new Host(options);
    const { pausedUntil, breakerOpenings, breakerOpenUntil } = await options.memory.get(options.name);
    if (pausedUntil !== null) host.#gate.pauseUntil(pausedUntil);
    if (breakerOpenUntil !== null) {
      host.#breaker = new Breaker({ openings: breakerOpenings, openUntil: breakerOpenUntil });
    }
    return host;
  }

  get pausedUntil(): number {
    return this.#gate.pausedUntil;
  }

  /** Starts per second at present. */
  get perSecond(): number {
    return this.#pace.perSecond;
  }

  /**
   * Runs `send` when its turn has come, and learns from what it brought.
   *
   * @param send calls `onSent`, if it can, when the request leaves
   * @throws HostParkedError, ChallengeError or CircuitOpenError if the host is left alone, those waiting included
   */
  ask<T extends Outcome>(send: (onSent: () => void) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#inFlight(async () => {
      this.#refuseIfClosed();
      const onSent = await this.#gate.wait(AbortSignal.any([signal, this.#closing.signal]));
      this.#refuseIfClosed();
      this.#breaker.started();
      this.#retries.earn();
      const startedAt = this.#clock.now();
      let outcome: T | undefined;
      try {
        outcome = await send(onSent);
        return outcome;
      } finally {
        await this.#learn(outcome, startedAt);
      }
    });
  }

  /** @returns false if too many of the host's requests were retries */
  spendRetry(): boolean {
    return this.#retries.spend();
  }

  /** A site's own wish for the time between two starts. */
  slowDown(crawlDelayMs: number): void {
    this.#gate.slowDown(crawlDelayMs);
  }

  /**
   * Everybody who asks this host waits: at least what the site named, else longer and longer.
   *
   * @param failures of the request before this one, from 0
   * @throws HostParkedError if the site asked for more than 15 minutes
   */
  async pause(namedMs: number | undefined, failures: number): Promise<void> {
    const backoff = backoffMs(this.#backoffBaseMs, failures, this.#rng);
    const wait =
      namedMs === undefined ? backoff : Math.max(backoff, namedMs + this.#rng.uniform() * this.#backoffBaseMs);
    const until = Math.min(LAST_INSTANT, Math.ceil(this.#clock.now() + wait));
    this.#gate.pauseUntil(until);
    if (namedMs !== undefined) {
      await this.#memory.update(this.#name, { pausedUntil: this.#gate.pausedUntil });
      const reason = `the site asked for a pause of ${Math.round(namedMs / 1000)} s`;
      if (wait > LONGEST_PAUSE_MS) this.#close(new HostParkedError(this.#name, until, reason));
    }
    this.#refuseIfClosed();
  }

  /** A bot check at `url`: the host is left alone. */
  async challenged(url: string): Promise<ChallengeError> {
    const until = this.#clock.now() + CHALLENGE_PAUSE_MS;
    const error = new ChallengeError(url, until);
    this.#gate.pauseUntil(until);
    this.#close(error);
    await this.#memory.update(this.#name, { pausedUntil: this.#gate.pausedUntil });
    return error;
  }

  async #learn(outcome: Outcome | undefined, startedAt: number): Promise<void> {
    const now = this.#clock.now();
    let hasMoved = false;
    switch (outcome?.kind) {
      case 'answer':
        this.#pace.good(startedAt, now);
        hasMoved = this.#breaker.answered();
        break;
      case 'refusal':
      case 'challenge':
        hasMoved = this.#breaker.answered();
        break;
      case 'throttle':
        this.#pace.tooBusy(startedAt, now);
        this.#breaker.undecided(startedAt);
        break;
      case 'retry':
        this.#pace.failed();
        hasMoved = this.#breaker.failed(startedAt, now);
        if (hasMoved) {
          this.#close(new CircuitOpenError(this.#name, this.#breaker.openUntil, { cause: outcome.error }));
        }
        break;
      case undefined:
        this.#breaker.undecided(startedAt);
    }
    this.#gate.setPace(this.#pace.perSecond);
    if (hasMoved) await this.#keepBreaker();
  }

  #keepBreaker(): Promise<void> {
    const { openings, openUntil } = this.#breaker;
    return this.#memory.update(this.#name, {
      breakerOpenings: openings,
      breakerOpenUntil: openings === 0 ? null : openUntil,
    });
  }

  /** Those who wait for their turn learn that there will be none. */
  #close(error: TidemarkError): void {
    this.#closedBy = error;
    this.#closing.abort(error);
    this.#closing = new AbortController();
  }

  #refuseIfClosed(): void {
    const now = this.#clock.now();
    const { pausedUntil } = this.#gate;
    if (pausedUntil - now <= LONGEST_PAUSE_MS && !this.#breaker.isOpen(now)) return;
    if (this.#closedBy) throw this.#closedBy;
    if (this.#breaker.isOpen(now)) throw new CircuitOpenError(this.#name, this.#breaker.openUntil);
    throw new HostParkedError(this.#name, pausedUntil, 'an earlier run was told to wait');
  }
}
