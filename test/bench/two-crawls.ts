import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { SiteConfig } from '../../src/config/config.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createRng } from '../../src/core/rng.ts';
import { HttpClient } from '../../src/crawlers/http/client.ts';
import { Transport } from '../../src/crawlers/http/transport.ts';

export interface RateResult {
  /** Most request starts in any sliding second, and in any window of `windowMs`. */
  readonly mostInASecond: number;
  readonly mostInAWindow: number;
  readonly windowMs: number;
  /** Most starts that a window may hold. */
  readonly mostAllowed: number;
  /** Infinity if the pace never reached the ceiling. */
  readonly climbedAfterMs: number;
  /** Share of the ceiling that was used once the pace had climbed to it; NaN if it never did. */
  readonly use: number;
  readonly starts: readonly number[];
}

const LANES = 4;
/** The moment undici hands a request's head to the socket. */
const SENT = 'undici:client:sendHeaders';

/** Two crawls of one loopback host in this process, as fast as they may, for some time. */
export async function twoCrawls(ceiling: number, seconds: number): Promise<RateResult> {
  const rng = createRng(1);
  const server = createServer(async (_, response) => {
    await delay(rng.integer(20));
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const starts: number[] = [];
  const record = () => starts.push(performance.now());
  subscribe(SENT, record);
  try {
    await using transport = new Transport({ clock: systemClock, seed: 1, hostStates: forgetful });
    const siteConfig = configOf(`http://${host}`, ceiling);
    const { startedAt, climbedAt } = await crawlTwice(transport, siteConfig, host, seconds);
    const endedAt = performance.now();
    const atCeiling = starts.filter((at) => at > climbedAt).length;
    const mostAllowed = Math.max(1, Math.floor(ceiling));
    const windowMs = (1000 * mostAllowed) / ceiling;
    return {
      mostInASecond: mostWithin(starts, 1000),
      mostInAWindow: mostWithin(starts, windowMs),
      windowMs,
      mostAllowed,
      climbedAfterMs: climbedAt - startedAt,
      use: atCeiling / (((endedAt - climbedAt) / 1000) * ceiling),
      starts,
    };
  } finally {
    unsubscribe(SENT, record);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function crawlTwice(transport: Transport, siteConfig: SiteConfig, name: string, seconds: number) {
  const host = await transport.host(name, siteConfig);
  const startedAt = performance.now();
  let climbedAt = Number.POSITIVE_INFINITY;
  const lane = async (http: HttpClient) => {
    while (performance.now() - startedAt < seconds * 1000) {
      await http.json(`${siteConfig.baseUrl}/works`, new AbortController().signal);
      if (host.perSecond === siteConfig.requestsPerSecond) climbedAt = Math.min(climbedAt, performance.now());
    }
  };
  const crawls = [1, 2].map(() => new HttpClient({ siteConfig, transport, archive: null }));
  await Promise.all(crawls.flatMap((http) => Array.from({ length: LANES }, () => lane(http))));
  return { startedAt, climbedAt };
}

/** Most instants in any half-open window of this width. @param times rising */
export function mostWithin(times: readonly number[], widthMs: number): number {
  let first = 0;
  let most = 0;
  times.forEach((time, last) => {
    while (times[first]! <= time - widthMs) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}

const forgetful = { hostStates: async () => [], saveHostState: async () => {} };

function configOf(baseUrl: string, requestsPerSecond: number): SiteConfig {
  return {
    site: 'artstation',
    baseUrl,
    isLive: false,
    contact: null,
    requestsPerSecond,
    clientId: null,
    secret: null,
    robotsExempt: [],
  };
}
