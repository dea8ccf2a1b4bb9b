import type { SiteConfig } from '../../config/config.ts';
import { VERSION } from '../../core/version.ts';
import type { Archive } from './archive.ts';
import { backoffMs } from './backoff.ts';
import {
  BodyError,
  ChallengeError,
  HostParkedError,
  NetworkError,
  RobotsDisallowedError,
  ThrottledError,
} from './errors.ts';
import type { Gate } from './gate.ts';
import { instantFromHttpDate } from './retry-after.ts';
import type { RobotsReply } from './robots-cache.ts';
import { type RawReply, type RawRequest, readReply, type Transport } from './transport.ts';
import { type Expectation, judge, type Reply, type Verdict } from './verdict.ts';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Form fields, already encoded. */
  readonly form?: string;
  /** True for exchanges that carry secrets in their bodies: they are not archived. @default false */
  readonly isSecret?: boolean;
  /** A part of the query, encoded, that neither the archive nor a message may show. */
  readonly secretQuery?: string;
}

export interface HttpClientOptions {
  readonly siteConfig: SiteConfig;
  readonly transport: Transport;
  /** Null keeps no raw replies. */
  readonly archive: Archive | null;
}

/** Tries of one request, the first included. */
const MOST_TRIES = 5;
/** A site that sends the wrong thing with a 200 does so again: fewer tries. */
const MOST_BODY_TRIES = 3;
/** Longer pauses end the run instead of being waited out. */
const LONGEST_PAUSE_MS = 15 * 60_000;
const CHALLENGE_PAUSE_MS = 30 * 60_000;
const LEAST_BACKOFF_MS = 250;
/** The last instant that a Date can hold. */
const LATEST_INSTANT = 8.64e15;

/**
 * Asks one site, politely: robots.txt is obeyed, starts are spaced, every wait a site asks for is kept in full and
 * survives a restart, and an honest user agent says who asks. Every exchange is archived before it is used.
 */
export class HttpClient {
  readonly #config: SiteConfig;
  readonly #transport: Transport;
  readonly #archive: Archive | null;
  readonly #userAgent: string;
  #requests = 0;
  #siteTime: number | undefined;

  constructor({ siteConfig, transport, archive }: HttpClientOptions) {
    this.#config = siteConfig;
    this.#transport = transport;
    this.#archive = archive;
    this.#userAgent = `Tidemark/${VERSION} (${siteConfig.contact === null ? 'loopback' : `+${siteConfig.contact}`})`;
  }

  /** Requests sent so far, repeats and robots.txt included. */
  get requests(): number {
    return this.#requests;
  }

  /** What the site's own clock said in its latest reply, in milliseconds since 1970-01-01 UTC. */
  get siteTime(): number | undefined {
    return this.#siteTime;
  }

  /** Local time by the clock that all waits go through. */
  now(): number {
    return this.#transport.clock.now();
  }

  /** @returns the reply's JSON body, not yet checked */
  async json(url: string, signal: AbortSignal, options: RequestOptions = {}): Promise<unknown> {
    const { value } = await this.#polite(url, 'json', options, signal);
    return value;
  }

  async html(url: string, signal: AbortSignal, options: RequestOptions = {}): Promise<Reply> {
    const { reply } = await this.#polite(url, 'html', options, signal);
    return reply;
  }

  async #polite(
    address: string,
    expectation: Expectation,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const url = new URL(address);
    const fetchRobots = (robotsUrl: string) => this.#fetchRobots(robotsUrl, signal);
    const robots = await this.#transport.robots.rules(url, fetchRobots, signal);
    const gate = await this.#gate(url.host);
    if (robots.crawlDelayMs !== undefined) gate.slowDown(robots.crawlDelayMs);
    const { isAllowed, rule } = robots.verdict(url.pathname + url.search);
    if (!isAllowed && !this.#config.robotsExempt.some((prefix) => url.pathname.startsWith(prefix))) {
      throw new RobotsDisallowedError(address, rule ?? 'Disallow: /');
    }
    return this.#exchange(address, expectation, options, signal);
  }

  async #fetchRobots(url: string, signal: AbortSignal): Promise<RobotsReply> {
    const { reply } = await this.#exchange(url, 'robots', {}, signal);
    return { status: reply.status, body: reply.text, location: reply.headers.location };
  }

  async #exchange(
    url: string,
    expectation: Expectation,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { host } = new URL(url);
    const gate = await this.#gate(host);
    for (let tries = 1; ; tries++) {
      this.#refuseIfParked(host, gate);
      await gate.wait(signal);
      const attempt = await this.#attempt(url, expectation, options, signal);
      if (attempt.kind === 'answer') return attempt;
      if (attempt.kind === 'refusal') throw attempt.error;
      if (attempt.kind === 'challenge') throw await this.#park(host, gate, url);
      const isThrottle = attempt.kind === 'throttle';
      await this.#pause(host, gate, attempt.pauseMs, tries - 1);
      if (isThrottle && tries >= MOST_TRIES) throw new ThrottledError(url, attempt.status, tries);
      if (!isThrottle && tries >= (attempt.error instanceof BodyError ? MOST_BODY_TRIES : MOST_TRIES))
        throw attempt.error;
    }
  }

  async #attempt(
    url: string,
    expectation: Expectation,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const request = this.#requestOf(url, expectation, options);
    this.#requests++;
    try {
      const at = this.now();
      const raw = await this.#transport.send(request, signal);
      if (!options.isSecret) await this.#keep(request, raw, at);
      const reply = readReply(url, raw);
      const now = this.now();
      this.#siteTime = reply.headers.date === undefined ? this.#siteTime : instantFromHttpDate(reply.headers.date, now);
      const verdict = judge(reply, expectation, now);
      if (verdict.kind === 'throttle') return { ...verdict, status: reply.status };
      if (verdict.kind !== 'answer') return verdict;
      return { kind: 'answer', reply, value: expectation === 'json' ? parseJson(reply) : undefined };
    } catch (error) {
      if (error instanceof NetworkError || error instanceof BodyError)
        return { kind: 'retry', error, pauseMs: undefined };
      throw error;
    }
  }

  #requestOf(
    url: string,
    expectation: Expectation,
    { method = 'GET', headers = {}, form = '', secretQuery = '' }: RequestOptions,
  ): RawRequest {
    return {
      url,
      secretQuery,
      method,
      body: form,
      headers: {
        'user-agent': this.#userAgent,
        accept: ACCEPT[expectation],
        'accept-encoding': 'gzip',
        ...(form === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    };
  }

  async #keep(request: RawRequest, raw: RawReply, at: number): Promise<void> {
    await this.#archive?.save({
      url: request.url,
      method: request.method,
      at,
      requestHeaders: request.headers,
      requestBody: request.body,
      status: raw.status,
      statusText: raw.statusText,
      replyHeaders: raw.headers,
      replyBody: raw.body,
    });
  }

  /** Everybody who asks this host waits: at least what the site named, else longer and longer. */
  async #pause(host: string, gate: Gate, pauseMs: number | undefined, attempt: number): Promise<void> {
    const { rng } = this.#transport;
    const baseMs = Math.max(LEAST_BACKOFF_MS, 10 * gate.gapMs);
    const backoff = backoffMs(baseMs, attempt, rng);
    const wait = pauseMs === undefined ? backoff : Math.max(backoff, pauseMs + rng.uniform() * baseMs);
    gate.pauseUntil(Math.min(LATEST_INSTANT, Math.ceil(this.now() + wait)));
    if (pauseMs === undefined) return;
    if (wait > LONGEST_PAUSE_MS) {
      const reason = `the site asked for a pause of ${Math.round(pauseMs / 1000)} s`;
      this.#transport.parkedBy.set(host, new HostParkedError(host, gate.pausedUntil, reason));
    }
    await this.#transport.memory.update(host, { pausedUntil: gate.pausedUntil });
    this.#refuseIfParked(host, gate);
  }

  async #park(host: string, gate: Gate, url: string): Promise<ChallengeError> {
    gate.pauseUntil(Math.ceil(this.now() + CHALLENGE_PAUSE_MS));
    const error = new ChallengeError(url, gate.pausedUntil);
    this.#transport.parkedBy.set(host, error);
    await this.#transport.memory.update(host, { pausedUntil: gate.pausedUntil });
    return error;
  }

  #refuseIfParked(host: string, gate: Gate): void {
    const until = gate.pausedUntil;
    if (until - this.now() <= LONGEST_PAUSE_MS) return;
    throw this.#transport.parkedBy.get(host) ?? new HostParkedError(host, until, 'an earlier run was told to wait');
  }

  #gate(host: string): Promise<Gate> {
    return this.#transport.gate(host, this.#config.requestsPerSecond);
  }
}

interface Answer {
  readonly reply: Reply;
  /** The parsed body where JSON was expected. */
  readonly value: unknown;
}

type Attempt =
  | ({ readonly kind: 'answer' } & Answer)
  | (Extract<Verdict, { kind: 'throttle' }> & { readonly status: number })
  | Exclude<Verdict, { kind: 'answer' | 'throttle' }>;

const ACCEPT: Readonly<Record<Expectation, string>> = {
  json: 'application/json',
  html: 'text/html',
  robots: 'text/plain',
};

function parseJson({ url, status, text }: Reply): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BodyError(url, status, 'its body is no JSON or was cut short', { cause });
  }
}
