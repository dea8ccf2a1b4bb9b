import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Agent, type Dispatcher, request } from 'undici';
import type { Clock } from '../../core/clock.ts';
import { createRng, type Rng } from '../../core/rng.ts';
import { BodyError, NetworkError } from './errors.ts';
import { Host, type HostLimits, LOOPBACK_IN_FLIGHT } from './host.ts';
import { HostMemory, type HostStates } from './host-states.ts';
import { RobotsCache } from './robots-cache.ts';
import type { Reply } from './verdict.ts';

/** The name that robots.txt files may address. */
const PRODUCT_TOKEN = 'tidemark';
const LARGEST_BODY = 64 * 1024 * 1024;

export interface RawRequest {
  readonly url: string;
  /** Joined to the address on the wire alone; '' for none. */
  readonly secretQuery: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawReply {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  /** As received: still compressed if the site compressed it. */
  readonly body: Uint8Array;
}

export interface TransportOptions {
  readonly clock: Clock;
  /** Seeds the jitter of waits. */
  readonly seed: string | number;
  readonly hostStates: HostStates;
  /** Longest time for one request, its body included. @default 60000 */
  readonly timeoutMs?: number;
}

/** What all crawls of a process share: connections, one `Host` per host, and robots.txt files. */
export class Transport implements AsyncDisposable {
  readonly clock: Clock;
  readonly robots: RobotsCache;
  readonly #rng: Rng;
  readonly #memory: HostMemory;
  readonly #hosts = new Map<string, Promise<Host>>();
  readonly #agent = new Agent({ connections: LOOPBACK_IN_FLIGHT, maxResponseSize: LARGEST_BODY });
  readonly #timeoutMs: number;

  constructor({ clock, seed, hostStates, timeoutMs = 60_000 }: TransportOptions) {
    this.clock = clock;
    this.#rng = createRng(seed);
    this.#memory = new HostMemory(hostStates);
    this.robots = new RobotsCache(this.#memory, clock, PRODUCT_TOKEN);
    this.#timeoutMs = timeoutMs;
  }

  /** @param name host name and port; its first caller sets the limits */
  host(name: string, limits: HostLimits): Promise<Host> {
    let host = this.#hosts.get(name);
    if (!host) {
      const options = { name, limits, clock: this.clock, rng: this.#rng.fork(name), memory: this.#memory };
      host = Host.open(options);
      this.#hosts.set(name, host);
    }
    return host;
  }

  /**
   * Sends one request and reads the whole reply.
   *
   * @param onSent called when the request leaves on its connection
   * @throws NetworkError, or the signal's reason if aborted
   */
  async send(
    { url, secretQuery, method, headers, body }: RawRequest,
    signal: AbortSignal,
    onSent: () => void = () => {},
  ): Promise<RawReply> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const address = secretQuery === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${secretQuery}`;
      const reply = await request(address, {
        dispatcher: this.#agent.compose(noticing(onSent)),
        method,
        headers,
        body: body === '' ? null : body,
        signal: limited,
      });
      const bytes = await reply.body.bytes();
      return {
        status: reply.statusCode,
        statusText: reply.statusText,
        headers: headerPairs(reply.headers),
        body: bytes,
      };
    } catch (cause) {
      signal.throwIfAborted();
      throw new NetworkError(url, cause);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}

function noticing(onSent: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const onRequestStart = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      onSent();
      onRequestStart?.(controller, context);
    };
    return dispatch(options, handler);
  };
}

/** Decompresses and decodes a reply. @throws BodyError if the compressed body is cut short or of an unknown kind */
export function readReply(url: string, raw: RawReply): Reply {
  const headers = headersFromPairs(raw.headers);
  return { url, status: raw.status, headers, text: textOf(url, raw, headers['content-encoding'] ?? 'identity') };
}

/** The last of each name; cookies all, one a line. */
function headersFromPairs(pairs: RawReply['headers']): Readonly<Record<string, string>> {
  const cookies = pairs.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
  return { ...Object.fromEntries(pairs), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.join('\n') }) };
}

function textOf(url: string, { status, body }: RawReply, encoding: string): string {
  if (encoding === 'identity') return Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
  if (encoding !== 'gzip')
    throw new BodyError(url, status, `with content-encoding ${encoding}, which was not asked for`);
  if (body.length === 0) return '';
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_BODY }).toString('utf8');
  } catch (cause) {
    throw new BodyError(url, status, 'its gzip body is damaged or cut short', { cause });
  }
}

function headerPairs(headers: IncomingHttpHeaders): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): readonly [string, string] => [name, one]),
  );
}
