import type { SiteConfig } from '../config/config.ts';
import { TidemarkError } from '../core/errors.ts';
import { STAND_IN } from '../core/origin.ts';

/** Every site on this machine is a stand-in; any other is named by its host. */
export function originOf({ isLive, baseUrl }: SiteConfig): string {
  return isLive ? new URL(baseUrl).host : STAND_IN;
}

/** Invented and observed histories must not end in one store, nor those of two hosts. */
export class MixedOriginsError extends TidemarkError {
  readonly code = 'CRAWL_MIXED_ORIGINS';
  readonly remedy = 'stop';
  constructor(site: string, stored: string, asked: string) {
    const name = (origin: string) => (origin === STAND_IN ? 'a stand-in site on this machine' : origin);
    super(`the store holds ${site} histories from ${name(stored)}; crawl ${name(asked)} into another --data-dir`);
  }
}
