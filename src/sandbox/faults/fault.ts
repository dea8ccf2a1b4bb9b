import type { Context } from 'hono';
import type { SandboxSite } from '../world/sites.ts';

/** What a request asks for, as far as faults care: a page of an artist's works, or how many there are. */
export interface ListingRequest {
  readonly kind: 'listing' | 'count';
  readonly artist: string;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Works on the pages before, and works a page holds. */
  readonly before: number;
  readonly limit: number;
}

/** One request that is to be spoiled. */
export interface Scene {
  readonly c: Context;
  readonly site: SandboxSite;
  /** The site's own day, in milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  readonly listing: ListingRequest;
  /** The site's truthful answer. */
  honest(): Promise<Response>;
  /** The body of the page before, if it was asked for. */
  readonly previous: unknown;
  readonly controls: SiteControls;
}

/** What a fault may change in the site itself. */
export interface SiteControls {
  /** No token issued so far works any longer. */
  revokeTokens(): void;
  /** From now on the artist goes by another name. */
  rename(artist: string): void;
  restoreNames(): void;
}

export interface Fault {
  /** What the site does, for people. */
  readonly summary: string;
  /** Where it makes sense. @default all sites */
  readonly sites?: readonly SandboxSite[];
  /** @default 'listing' */
  readonly on?: ListingRequest['kind'];
  answer(scene: Scene): Response | Promise<Response>;
}
