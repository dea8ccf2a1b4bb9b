import { isLoopback } from '../../config/loopback.ts';
import type { Clock } from '../../core/clock.ts';
import type { HostState } from '../../core/host-state.ts';
import type { Validator } from '../../core/validator.ts';
import {
  BodyError,
  NetworkError,
  NotModifiedError,
  RobotsUnreachableError,
  StatusError,
  ThrottledError,
} from './errors.ts';
import type { HostMemory } from './host-states.ts';
import { closedRobots, parseRobots, type Robots } from './robots.ts';

export interface RobotsReply {
  readonly status: number;
  readonly body: string;
  readonly location: string | undefined;
  readonly validator: Validator | undefined;
}

/**
 * Fetches one address without asking robots.txt about it. Rejects where there is no answer to build on.
 *
 * @param known answered with 304 and no body if it is still the version there is
 */
export type FetchRobots = (url: string, known: Validator | undefined) => Promise<RobotsReply>;

interface Copy {
  readonly robots: Robots;
  readonly until: number;
}

const LIFE_MS = 24 * 60 * 60_000;
const MOST_REDIRECTS = 5;
/** What says nothing about the rules; other errors speak for themselves. */
const NO_ANSWER = [NetworkError, BodyError, StatusError, ThrottledError, NotModifiedError];

/** The robots.txt of every origin in use, each read at most once a day, across restarts too. */
export class RobotsCache {
  readonly #memory: HostMemory;
  readonly #clock: Clock;
  readonly #productToken: string;
  readonly #copies = new Map<string, Promise<Copy>>();

  constructor(memory: HostMemory, clock: Clock, productToken: string) {
    this.#memory = memory;
    this.#clock = clock;
    this.#productToken = productToken;
  }

  /**
   * The rules of an address's origin: everything allowed where robots.txt is missing (4xx), nothing where it may not be
   * read (401, 403). A copy of the last 24 hours is used without asking, so also while the site is down; no older one is.
   *
   * @throws RobotsUnreachableError if it cannot be read: then nothing is allowed
   */
  async rules(url: URL, fetchRobots: FetchRobots, signal: AbortSignal): Promise<Robots> {
    const { origin } = url;
    for (;;) {
      const shared = this.#copies.get(origin);
      if (!shared) return (await this.#share(origin, fetchRobots, signal)).robots;
      try {
        const { robots, until } = await shared;
        if (until > this.#clock.now()) return robots;
        this.#forget(origin, shared);
      } catch (error) {
        // The crawl that reads for all may be aborted: then the next one reads for itself.
        if (signal.aborted || error instanceof RobotsUnreachableError) throw error;
      }
    }
  }

  #share(origin: string, fetchRobots: FetchRobots, signal: AbortSignal): Promise<Copy> {
    const copy = this.#copyOf(origin, fetchRobots, signal);
    this.#copies.set(origin, copy);
    copy.catch(() => this.#forget(origin, copy));
    return copy;
  }

  #forget(origin: string, copy: Promise<Copy>): void {
    if (this.#copies.get(origin) === copy) this.#copies.delete(origin);
  }

  /** Kept by origin, scheme included: each has a robots.txt of its own. */
  async #copyOf(origin: string, fetchRobots: FetchRobots, signal: AbortSignal): Promise<Copy> {
    const stored = await this.#memory.get(origin);
    const { robotsFetchedAt, robotsStatus } = stored;
    if (robotsFetchedAt !== null && robotsStatus !== null && robotsFetchedAt + LIFE_MS > this.#clock.now()) {
      return { robots: this.#parse(robotsStatus, stored.robotsBody ?? ''), until: robotsFetchedAt + LIFE_MS };
    }
    const address = `${origin}/robots.txt`;
    const reply = await this.#follow(address, storedVersion(stored, address), fetchRobots, signal);
    const now = this.#clock.now();
    const isUnchanged = reply.status === 304;
    const status = isUnchanged ? stored.robotsStatus! : reply.status;
    const body = isUnchanged ? stored.robotsBody! : status < 300 ? reply.body : '';
    // A version is kept of the origin's own file alone, not of one that it redirects to.
    const own = reply.validator?.url === address ? reply.validator : undefined;
    await this.#memory.update(origin, {
      robotsBody: body,
      robotsStatus: status,
      robotsFetchedAt: now,
      ...(isUnchanged && own === undefined
        ? {}
        : { robotsEtag: own?.etag ?? null, robotsLastModified: own?.lastModified ?? null }),
    });
    return { robots: this.#parse(status, body), until: now + LIFE_MS };
  }

  #parse(status: number, body: string): Robots {
    if (status === 401 || status === 403) return closedRobots(status);
    return parseRobots(status < 300 ? body : '', this.#productToken);
  }

  /**
   * Redirects are followed across hosts too, but not from this machine to another; the end of the chain counts for the
   * first origin. More than 5: missing.
   */
  async #follow(
    address: string,
    known: Validator | undefined,
    fetchRobots: FetchRobots,
    signal: AbortSignal,
  ): Promise<RobotsReply> {
    let next = address;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const reply = await fetchRobots(next, known).catch((cause) => {
        signal.throwIfAborted();
        throw NO_ANSWER.some((kind) => cause instanceof kind) ? new RobotsUnreachableError(address, cause) : cause;
      });
      const isRedirect = reply.status >= 300 && reply.status < 400 && reply.status !== 304;
      if (!isRedirect || reply.location === undefined) return reply;
      next = redirected(address, next, reply.location);
    }
    return { status: 404, body: '', location: undefined, validator: undefined };
  }
}

/** A body that was stored can be confirmed. */
function storedVersion(
  { robotsStatus, robotsEtag: etag, robotsLastModified: lastModified }: HostState,
  url: string,
): Validator | undefined {
  const isNamed = etag !== null || lastModified !== null;
  return isNamed && robotsStatus !== null && robotsStatus < 300 ? { url, etag, lastModified } : undefined;
}

/** @throws RobotsUnreachableError if the redirect leads to no web address, or from this machine to another */
function redirected(address: string, from: string, location: string): string {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  const isWeb = to?.protocol === 'http:' || to?.protocol === 'https:';
  if (to && isWeb && (isLoopback(to.hostname) || !isLoopback(new URL(address).hostname))) return to.href;
  throw new RobotsUnreachableError(address, `it redirects to ${location}`);
}
