import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import type { Clock } from '../../core/clock.ts';
import type { TidemarkError } from '../../core/errors.ts';
import { createRng, type Rng } from '../../core/rng.ts';
import { BodyError, NetworkError } from './errors.ts';
import { Gate } from './gate.ts';
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

/** What all crawls of a process share: connections, one gate per host, robots.txt files and pauses. */
export class Transport implements AsyncDisposable {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly memory: HostMemory;
  readonly robots: RobotsCache;
  /** Why this process leaves a host alone. */
  readonly parkedBy = new Map<string, TidemarkError>();
  readonly #gates = new Map<string, Promise<Gate>>();
  readonly #agent = new Agent({ connections: 8, maxResponseSize: LARGEST_BODY });
  readonly #timeoutMs: number;

  constructor({ clock, seed, hostStates, timeoutMs = 60_000 }: TransportOptions) {
    this.clock = clock;
    this.rng = createRng(seed);
    this.memory = new HostMemory(hostStates);
    this.robots = new RobotsCache(this.memory, clock, PRODUCT_TOKEN);
    this.#timeoutMs = timeoutMs;
  }

  /** The host's gate, closed as long as an earlier process was told to wait. The first caller sets the pace. */
  gate(host: string, perSecond: number): Promise<Gate> {
    let gate = this.#gates.get(host);
    if (!gate) {
      gate = this.#openGate(host, perSecond);
      this.#gates.set(host, gate);
    }
    return gate;
  }

  /** Sends one request and reads the whole reply. @throws NetworkError, or the signal's reason if aborted */
  async send({ url, secretQuery, method, headers, body }: RawRequest, signal: AbortSignal): Promise<RawReply> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const address = secretQuery === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${secretQuery}`;
      const reply = await request(address, {
        dispatcher: this.#agent,
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

  async #openGate(host: string, perSecond: number): Promise<Gate> {
    const gate = new Gate(perSecond, this.clock);
    const { pausedUntil } = await this.memory.get(host);
    if (pausedUntil !== null) gate.pauseUntil(pausedUntil);
    return gate;
  }
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
