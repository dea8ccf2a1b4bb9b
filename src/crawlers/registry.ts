import { SITES, type SiteConfig, type SiteName } from '../config/config.ts';
import { UsageError } from '../core/errors.ts';
import { createArtstationCrawler } from './artstation/client.ts';
import { createDanbooruCrawler } from './danbooru/client.ts';
import { createDeviantartCrawler } from './deviantart/client.ts';
import type { HttpClient } from './http/client.ts';
import type { SiteCrawler } from './site.ts';

const CRAWLERS: Readonly<Record<SiteName, (http: HttpClient, config: SiteConfig) => SiteCrawler>> = {
  artstation: createArtstationCrawler,
  deviantart: createDeviantartCrawler,
  danbooru: createDanbooruCrawler,
};

/** @throws UsageError if no site has this name */
export function createCrawler(site: string, http: HttpClient, siteConfig: SiteConfig): SiteCrawler {
  return CRAWLERS[siteName(site)](http, siteConfig);
}

/** @throws UsageError if no site has this name */
export function siteName(text: string): SiteName {
  const name = SITES.find((site) => site === text);
  if (!name) throw new UsageError(`there is no site "${text}"; expected ${SITES.join(', ')}`);
  return name;
}
