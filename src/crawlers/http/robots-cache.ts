import { isLoopback } from '../../config/loopback.ts';
import type { Clock } from '../../core/clock.ts';
import {
  BodyError,
  NetworkError,
  RobotsRefusedError,
  RobotsUnreachableError,
  StatusError,
  ThrottledError,
} from './errors.ts';
import type { HostMemory } from './host-states.ts';
import { parseRobots, type Robots } from './robots.ts';

export interface RobotsReply {
  readonly status: number;
  readonly body: string;
  readonly location: string | undefined;
}

/** Fetches one address without asking robots.txt about it. Rejects where there is no answer to build on. */
export type FetchRobots = (url: string) => Promise<RobotsReply>;

const LIFE_MS = 24 * 60 * 60_000;
const MOST_REDIRECTS = 5;
/** What says nothing about the rules; other errors speak for themselves. */
const NO_ANSWER = [NetworkError, BodyError, StatusError, ThrottledError];

/** The robots.txt of every origin in use, each read at most once a day, across restarts too. */
export class RobotsCache {
  readonly #memory: HostMemory;
  readonly #clock: Clock;
  readonly #productToken: string;
  readonly #read = new Map<string, { readonly robots: Promise<Robots>; readonly until: number }>();

  constructor(memory: HostMemory, clock: Clock, productToken: string) {
    this.#memory = memory;
    this.#clock = clock;
    this.#productToken = productToken;
  }

  /**
   * The rules of an address's origin: everything allowed where robots.txt is missing (4xx other than 401 and 403).
   *
   * @throws RobotsUnreachableError if it cannot be read: then nothing is allowed
   * @throws RobotsRefusedError if the site answers 401 or 403
   */
  rules(url: URL, fetchRobots: FetchRobots, signal: AbortSignal): Promise<Robots> {
    const known = this.#read.get(url.origin);
    if (known && known.until > this.#clock.now()) return known.robots;
    const robots = this.#robotsOf(url, fetchRobots, signal);
    this.#read.set(url.origin, { robots, until: this.#clock.now() + LIFE_MS });
    robots.catch(() => this.#read.delete(url.origin));
    return robots;
  }

  async #robotsOf(url: URL, fetchRobots: FetchRobots, signal: AbortSignal): Promise<Robots> {
    const kept = await this.#memory.get(url.host);
    const isFresh = kept.robotsFetchedAt !== null && kept.robotsFetchedAt + LIFE_MS > this.#clock.now();
    if (isFresh && kept.robotsStatus !== null) return this.#parse(kept.robotsStatus, kept.robotsBody ?? '');
    const { status, body } = await this.#follow(`${url.origin}/robots.txt`, fetchRobots, signal);
    const robotsBody = status < 300 ? body : '';
    await this.#memory.update(url.host, {
      robotsBody,
      robotsStatus: status,
      robotsFetchedAt: this.#clock.now(),
    });
    return this.#parse(status, robotsBody);
  }

  #parse(status: number, body: string): Robots {
    return parseRobots(status < 300 ? body : '', this.#productToken);
  }

  /**
   * Redirects are followed across hosts too, but not from this machine to another; the end of the chain counts for the
   * first origin. More than 5: missing.
   */
  async #follow(address: string, fetchRobots: FetchRobots, signal: AbortSignal): Promise<RobotsReply> {
    let next = address;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const reply = await fetchRobots(next).catch((cause) => {
        signal.throwIfAborted();
        throw NO_ANSWER.some((kind) => cause instanceof kind) ? new RobotsUnreachableError(address, cause) : cause;
      });
      if (reply.status === 401 || reply.status === 403) throw new RobotsRefusedError(next, reply.status);
      if (reply.status < 300 || reply.status >= 400 || reply.location === undefined) return reply;
      next = redirected(address, next, reply.location);
    }
    return { status: 404, body: '', location: undefined };
  }
}

/** @throws RobotsUnreachableError if the redirect leads to no web address, or from this machine to another */
function redirected(address: string, from: string, location: string): string {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  const isWeb = to?.protocol === 'http:' || to?.protocol === 'https:';
  if (to && isWeb && (isLoopback(to.hostname) || !isLoopback(new URL(address).hostname))) return to.href;
  throw new RobotsUnreachableError(address, `it redirects to ${location}`);
}
