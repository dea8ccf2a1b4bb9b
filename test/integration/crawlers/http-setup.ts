import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import type { SiteConfig } from '../../../src/config/config.ts';
import type { HostState } from '../../../src/core/host-state.ts';
import type { Exchange } from '../../../src/crawlers/http/archive.ts';
import { HttpClient } from '../../../src/crawlers/http/client.ts';
import type { HostStates } from '../../../src/crawlers/http/host-states.ts';
import { Transport } from '../../../src/crawlers/http/transport.ts';
import { SkippingClock } from './skipping-clock.ts';

type Route = (request: IncomingMessage, response: ServerResponse) => void;

export class KeptStates implements HostStates {
  readonly states = new Map<string, HostState>();
  async hostStates(): Promise<readonly HostState[]> {
    return [...this.states.values()];
  }
  async saveHostState(state: HostState): Promise<void> {
    this.states.set(state.host, state);
  }
}

/** A site of routes on loopback: what is no route answers with JSON, and robots.txt allows everything. */
export class RoutedSite {
  readonly routes = new Map<string, Route>();
  readonly asked: IncomingMessage[] = [];
  readonly #server = createServer((request, response) => {
    this.asked.push(request);
    const route = this.routes.get(request.url!.split('?', 1)[0]!);
    if (route) return route(request, response);
    response.setHeader('content-type', 'application/json');
    response.end('{"ok": true}');
  });

  static async start(): Promise<RoutedSite> {
    const site = new RoutedSite();
    site.robots('User-agent: *\nAllow: /');
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get paths(): readonly string[] {
    return this.asked.map(({ url }) => url!);
  }

  robots(
    body: string,
    status = 200,
    headers: Readonly<Record<string, string>> = { 'content-type': 'text/plain' },
  ): void {
    this.routes.set('/robots.txt', (_, response) => response.writeHead(status, headers).end(body));
  }

  redirect(from: string, to: string): void {
    this.routes.set(from, (_, response) => response.writeHead(301, { location: to }).end());
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What the tests of a file have to hand, new for each. */
export interface Bench {
  site: RoutedSite;
  /** Another host than the site. */
  elsewhere: RoutedSite;
  clock: SkippingClock;
  states: KeptStates;
  exchanges: Exchange[];
  /** A process of its own: only the kept states are shared between two of them. */
  transport(timeoutMs?: number): Transport;
  client(change?: Partial<SiteConfig>, transport?: Transport): HttpClient;
}

export function useBench(): Bench {
  const open: Transport[] = [];
  const bench = {
    transport(timeoutMs = 5000) {
      const { clock, states } = bench;
      const transport = new Transport({ clock, seed: 1, hostStates: states, timeoutMs });
      open.push(transport);
      return transport;
    },
    client(change: Partial<SiteConfig> = {}, transport = bench.transport()) {
      const archive = { save: async (exchange: Exchange) => void bench.exchanges.push(exchange) };
      return new HttpClient({ siteConfig: { ...configOf(bench.site.url), ...change }, transport, archive });
    },
  } as Bench; // the rest is new before each test
  beforeEach(async () => {
    bench.site = await RoutedSite.start();
    bench.elsewhere = await RoutedSite.start();
    bench.clock = new SkippingClock();
    bench.states = new KeptStates();
    bench.exchanges = [];
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport[Symbol.asyncDispose]()));
    await bench.site.close();
    await bench.elsewhere.close();
  });
  return bench;
}

function configOf(baseUrl: string): SiteConfig {
  return {
    site: 'danbooru',
    baseUrl,
    isLive: false,
    contact: 'you@example.org',
    requestsPerSecond: 500,
    clientId: null,
    secret: null,
    robotsExempt: [],
  };
}
