import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError, UsageError } from '../core/errors.ts';
import { parseToml } from '../core/toml.ts';
import { findChromium } from './chromium.ts';
import { isLoopback } from './loopback.ts';
import { readSecret } from './secrets.ts';
import { type SharesConfig, sharesConfig, sharesSchema } from './shares.ts';

export const SITES = ['artstation', 'deviantart', 'danbooru'] as const;
export type SiteName = (typeof SITES)[number];

export interface SiteConfig {
  readonly site: SiteName;
  /** Scheme, host and port, without a slash at the end. */
  readonly baseUrl: string;
  readonly isLive: boolean;
  /** Who answers for the crawl: stands in the user agent. Null only on loopback. */
  readonly contact: string | null;
  /** Ceiling on request starts in any second. */
  readonly requestsPerSecond: number;
  readonly clientId: string | null;
  /** DeviantArt's client secret or Danbooru's API key. */
  readonly secret: string | null;
  /** Path prefixes crawled although robots.txt disallows them, because the site publishes an API there. */
  readonly robotsExempt: readonly string[];
  /** The Chromium for pages that only scripts complete, null if none is installed; absent where none is asked for. */
  readonly browser?: { readonly executable: string | null };
}

export interface Config {
  /** The file read; null if there is none and every value is a default. */
  readonly file: string | null;
  readonly sites: Readonly<Record<SiteName, SiteConfig>>;
  readonly shares: SharesConfig;
}

/** Where `tidemark sandbox` listens unless told otherwise. */
export const SANDBOX_PORTS: Readonly<Record<SiteName, number>> = { artstation: 7101, deviantart: 7102, danbooru: 7103 };

/** One request per 5 s, per 2.5 s and per 1 s: only Danbooru says how fast it may be asked. */
const LIVE_RATES: Readonly<Record<SiteName, number>> = { artstation: 0.2, deviantart: 0.4, danbooru: 1 };
const LOOPBACK_RATE = 200;

/** Danbooru's robots.txt speaks to search engines and disallows the API its own guide offers to programs. */
const LOOPBACK_EXEMPT: Readonly<Record<SiteName, readonly string[]>> = {
  artstation: [],
  deviantart: [],
  danbooru: ['/posts.json', '/tags.json', '/counts/posts.json'],
};

const SECRETS: Readonly<Partial<Record<SiteName, string>>> = {
  deviantart: 'TIDEMARK_DEVIANTART_CLIENT_SECRET',
  danbooru: 'TIDEMARK_DANBOORU_API_KEY',
};

const siteSchema = z.strictObject({
  base_url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .regex(/^[^?#@]*$/, 'must be an address without user, query and fragment')
    .optional(),
  live: z.boolean().optional(),
  contact: z.string().trim().min(3).optional(),
  requests_per_second: z.number().positive().max(1000).optional(),
  client_id: z.union([z.string().min(1), z.int()]).optional(),
  robots_exempt: z.array(z.string().startsWith('/')).optional(),
  browser: z.boolean().optional(),
});
const fileSchema = z.strictObject({
  sites: z.strictObject({ artstation: siteSchema, deviantart: siteSchema, danbooru: siteSchema }).partial().optional(),
  shares: sharesSchema.optional(),
});
type SiteSettings = z.infer<typeof siteSchema>;

/**
 * Reads tidemark.toml and the environment into one frozen Config.
 *
 * @param file path of the TOML file; null for defaults alone
 * @param env where secrets come from: NAME, or NAME_FILE with the path of a file that holds it
 * @throws InputError if the file cannot be read or a key is wrong: names the file, the key and what was expected
 * @throws UsageError if a site outside this machine is configured without `live = true` and a contact
 */
export function loadConfig(file: string | null, env: NodeJS.ProcessEnv): Config {
  const settings = file === null ? {} : parseFile(file);
  const entries = SITES.map((site) => [site, siteConfig(site, settings.sites?.[site] ?? {}, env)] as const);
  const sites = Object.freeze(Object.fromEntries(entries) as Record<SiteName, SiteConfig>);
  return Object.freeze({ file, sites, shares: sharesConfig(settings.shares) });
}

function parseFile(file: string): z.infer<typeof fileSchema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, 'cannot be read; expected a tidemark.toml', { cause });
  }
  return parseToml(text, file, fileSchema);
}

function siteConfig(site: SiteName, settings: SiteSettings, env: NodeJS.ProcessEnv): SiteConfig {
  const baseUrl = (settings.base_url ?? `http://127.0.0.1:${SANDBOX_PORTS[site]}`).replace(/\/+$/, '');
  const isLocal = isLoopback(new URL(baseUrl).hostname);
  const contact = settings.contact ?? null;
  if (!isLocal && settings.live !== true) {
    throw new UsageError(
      `sites.${site}.base_url is ${baseUrl}, outside this machine: set sites.${site}.live = true once you have read docs/guide/live.md`,
    );
  }
  if (!isLocal && contact === null) {
    throw new UsageError(
      `sites.${site}.contact is missing: a live crawl must say who to write to, such as "you@example.org"`,
    );
  }
  const secretName = SECRETS[site];
  return Object.freeze({
    site,
    baseUrl,
    isLive: !isLocal,
    contact,
    requestsPerSecond: settings.requests_per_second ?? (isLocal ? LOOPBACK_RATE : LIVE_RATES[site]),
    clientId: settings.client_id === undefined ? null : String(settings.client_id),
    secret: secretName === undefined ? null : readSecret(secretName, env),
    robotsExempt: Object.freeze(settings.robots_exempt ?? (isLocal ? LOOPBACK_EXEMPT[site] : [])),
    ...(settings.browser ? { browser: { executable: findChromium(env) } } : {}),
  });
}
