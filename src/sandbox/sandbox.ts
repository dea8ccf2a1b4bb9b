import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { type Clock, systemClock } from '../core/clock.ts';
import { TidemarkError } from '../core/errors.ts';
import { createArtStation } from './artstation/app.ts';
import { createDanbooru } from './danbooru/app.ts';
import { createDeviantArt } from './deviantart/app.ts';
import { FaultBoard } from './faults/board.ts';
import { parseFault } from './faults/spec.ts';
import type { Validators } from './validators.ts';
import { createCatalogue } from './world/catalogue.ts';
import { SANDBOX_SITES, type SandboxSite } from './world/sites.ts';
import { createSiteWorld } from './world/world.ts';

export interface SandboxOptions {
  /** @default 1 */
  readonly seed?: string | number;
  /** Artists drawn for each site, besides the planted ones. @default 1500 */
  readonly artistsPerSite?: number;
  /** DeviantArt's bodies carry `category` and `category_path` for old clients. @default false */
  readonly legacyCategory?: boolean;
  /** Whether ArtStation's detail pages answer or are challenged. @default 'challenge' */
  readonly detail?: 'open' | 'challenge';
  /** 0 takes any free port. @default 7101, 7102 and 7103 */
  readonly ports?: Readonly<Record<SandboxSite, number>>;
  /** How answers name their versions. @default 'etag' */
  readonly validators?: Validators;
  /** Decides when DeviantArt's tokens expire; the sites' own day never changes. */
  readonly clock?: Clock;
  /** `name@page*count`, each at all sites where it makes sense. @default none */
  readonly faults?: readonly string[];
}

export interface Sandbox extends AsyncDisposable {
  /** Scheme, host and port, without a slash at the end. */
  readonly baseUrls: Readonly<Record<SandboxSite, string>>;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const PORTS: Readonly<Record<SandboxSite, number>> = { artstation: 7101, deviantart: 7102, danbooru: 7103 };

/** Starts the three stand-in sites on this machine's loopback address. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const apps = createSites(options);
  const ports = options.ports ?? PORTS;
  const started: Listener[] = [];
  try {
    for (const site of SANDBOX_SITES) started.push(await listen(apps[site], ports[site]));
  } catch (error) {
    await Promise.all(started.map((listener) => listener.close()));
    throw error;
  }
  const [artstation, deviantart, danbooru] = started as [Listener, Listener, Listener];
  const close = async () => {
    await Promise.all(started.map((listener) => listener.close()));
  };
  return {
    baseUrls: { artstation: artstation.baseUrl, deviantart: deviantart.baseUrl, danbooru: danbooru.baseUrl },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The three sites without a port, for `request()` in tests. */
export function createSites(options: SandboxOptions = {}): Readonly<Record<SandboxSite, Hono>> {
  const { seed = 1, artistsPerSite = 1500, legacyCategory = false, detail = 'challenge', faults = [] } = options;
  const { validators = 'etag' } = options;
  const catalogueOf = (site: SandboxSite) => createCatalogue(createSiteWorld(site, { seed, artists: artistsPerSite }));
  const specs = faults.map(parseFault);
  const boardOf = (site: SandboxSite) => {
    const board = new FaultBoard(site);
    for (const spec of specs) if (board.knows(spec.name)) board.arm(spec);
    return board;
  };
  const clock = options.clock ?? systemClock;
  return {
    artstation: createArtStation(catalogueOf('artstation'), { detail, validators }, boardOf('artstation')),
    deviantart: createDeviantArt(
      catalogueOf('deviantart'),
      { legacyCategory, validators },
      clock,
      boardOf('deviantart'),
    ),
    danbooru: createDanbooru(catalogueOf('danbooru'), validators, boardOf('danbooru')),
  };
}

/** Somebody listens on the port already: another sandbox, perhaps. */
export class PortTakenError extends TidemarkError {
  readonly code = 'SANDBOX_PORT_TAKEN';
  readonly remedy = 'stop';
  constructor(port: number) {
    super(`port ${port} is taken, perhaps by another sandbox; choose others with --port`);
  }
}

interface Listener {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** @throws PortTakenError */
function listen(app: Hono, port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: LOOPBACK, port }, (info: AddressInfo) => {
      resolve({ baseUrl: `http://${LOOPBACK}:${info.port}`, close });
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error),
    );
    const close = () =>
      new Promise<void>((closed, failed) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close((error) => (error ? failed(error) : closed()));
      });
  });
}
