import type { SiteConfig } from '../../config/config.ts';
import type { Validator } from '../../core/validator.ts';
import { VERSION } from '../../core/version.ts';
import type { Archive } from './archive.ts';
import { BodyError, NetworkError, RetriesSpentError, RobotsDisallowedError, ThrottledError } from './errors.ts';
import type { Host } from './host.ts';
import { instantFromHttpDate } from './retry-after.ts';
import type { FetchRobots, RobotsReply } from './robots-cache.ts';
import { type RawReply, type RawRequest, readReply, type Transport } from './transport.ts';
import { conditionsFor, isConditional, type Version, validatorFrom } from './validators.ts';
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

interface ConditionalOptions extends RequestOptions {
  /** The version already known; it counts for its own address alone. */
  readonly known?: Validator | undefined;
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

/**
 * Asks one site, politely: robots.txt is obeyed, starts are spaced, every wait a site asks for is kept in full and
 * survives a restart, and an honest user agent says who asks. Every exchange is archived before it is used.
 */
export class HttpClient {
  /** Who asks, and how to write to them. */
  readonly userAgent: string;
  readonly #config: SiteConfig;
  readonly #transport: Transport;
  readonly #archive: Archive | null;
  readonly #notes = new Set<string>();
  #requests = 0;
  #siteTime: number | undefined;

  constructor({ siteConfig, transport, archive }: HttpClientOptions) {
    this.#config = siteConfig;
    this.#transport = transport;
    this.#archive = archive;
    this.userAgent = `Tidemark/${VERSION} (${siteConfig.contact === null ? 'loopback' : `+${siteConfig.contact}`})`;
  }

  /** Requests sent so far, repeats and robots.txt included. */
  get requests(): number {
    return this.#requests;
  }

  /** What the operator should know about how the site's wishes were taken. */
  get notes(): readonly string[] {
    return [...this.#notes];
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

  /** The reply's JSON body, not yet checked, unless it is the known version: then the site need not send it again. */
  async version(
    url: string,
    known: Validator | undefined,
    signal: AbortSignal,
    options: RequestOptions = {},
  ): Promise<Version> {
    const { reply, value } = await this.#polite(url, 'json', { ...options, known }, signal);
    const validator = validatorFrom(reply);
    if (reply.status !== 304) return { kind: 'body', value, validator };
    return { kind: 'unchanged', validator: validator ?? known! };
  }

  async html(url: string, signal: AbortSignal, options: RequestOptions = {}): Promise<Reply> {
    const { reply } = await this.#polite(url, 'html', options, signal);
    return reply;
  }

  /** A part of a page that its scripts ask for, of whatever type. */
  async part(url: string, signal: AbortSignal): Promise<Reply> {
    const { reply } = await this.#polite(url, 'any', {}, signal);
    return reply;
  }

  async #polite(
    address: string,
    expectation: Expectation,
    options: ConditionalOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const url = new URL(address);
    const fetchRobots: FetchRobots = (robotsUrl, known) => this.#fetchRobots(robotsUrl, known, signal);
    const robots = await this.#transport.robots.rules(url, fetchRobots, signal);
    const host = await this.#host(url);
    if (robots.crawlDelayMs !== undefined) host.slowDown(robots.crawlDelayMs);
    if (robots.note !== undefined) this.#notes.add(`${url.origin}/robots.txt: ${robots.note}`);
    const { isAllowed, rule } = robots.verdict(url.pathname + url.search);
    if (!isAllowed && !this.#config.robotsExempt.some((prefix) => url.pathname.startsWith(prefix))) {
      throw new RobotsDisallowedError(address, rule ?? 'Disallow: /');
    }
    return this.#exchange(address, expectation, options, signal);
  }

  async #fetchRobots(url: string, known: Validator | undefined, signal: AbortSignal): Promise<RobotsReply> {
    const { reply } = await this.#exchange(url, 'robots', { known }, signal);
    const validator = validatorFrom(reply);
    return { status: reply.status, body: reply.text, location: reply.headers.location, validator };
  }

  async #exchange(
    url: string,
    expectation: Expectation,
    options: ConditionalOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const host = await this.#host(new URL(url));
    for (let tries = 1; ; tries++) {
      const attempt = await host.ask((onSent) => this.#attempt(url, expectation, options, onSent, signal), signal);
      if (attempt.kind === 'answer') return attempt;
      if (attempt.kind === 'refusal') throw attempt.error;
      if (attempt.kind === 'challenge') throw await host.challenged(url);
      await host.pause(attempt.pauseMs, tries - 1);
      const error = attempt.kind === 'throttle' ? new ThrottledError(url, attempt.status, tries) : attempt.error;
      if (tries >= (error instanceof BodyError ? MOST_BODY_TRIES : MOST_TRIES)) throw error;
      if (!host.spendRetry()) throw new RetriesSpentError(url, error);
    }
  }

  async #attempt(
    url: string,
    expectation: Expectation,
    options: ConditionalOptions,
    onSent: () => void,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const request = this.#requestOf(url, expectation, options);
    this.#requests++;
    try {
      const at = this.now();
      const raw = await this.#transport.send(request, signal, onSent);
      if (!options.isSecret) await this.#keep(request, raw, at);
      const reply = readReply(url, raw);
      const now = this.now();
      this.#siteTime = reply.headers.date === undefined ? this.#siteTime : instantFromHttpDate(reply.headers.date, now);
      const verdict = judge(reply, expectation, now, isConditional(request.headers));
      if (verdict.kind === 'throttle') return { ...verdict, status: reply.status };
      if (verdict.kind !== 'answer') return verdict;
      return { kind: 'answer', reply, value: hasJson(reply, expectation) ? parseJson(reply) : undefined };
    } catch (error) {
      if (error instanceof NetworkError || error instanceof BodyError)
        return { kind: 'retry', error, pauseMs: undefined };
      throw error;
    }
  }

  #requestOf(
    url: string,
    expectation: Expectation,
    { method = 'GET', headers = {}, form = '', secretQuery = '', known }: ConditionalOptions,
  ): RawRequest {
    return {
      url,
      secretQuery,
      method,
      body: form,
      headers: {
        'user-agent': this.userAgent,
        accept: ACCEPT[expectation],
        'accept-encoding': 'gzip',
        ...(form === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
        ...conditionsFor(url, known),
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

  #host({ host }: URL): Promise<Host> {
    return this.#transport.host(host, this.#config);
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
  any: '*/*',
};

function hasJson({ status }: Reply, expectation: Expectation): boolean {
  return expectation === 'json' && status !== 304;
}

function parseJson({ url, status, text }: Reply): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BodyError(url, status, 'its body is no JSON or was cut short', { cause });
  }
}
