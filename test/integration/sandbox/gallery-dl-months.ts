import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { monthFromInstant, textFromMonth } from '../../../src/core/month.ts';

const run = promisify(execFile);
/** Where Debian puts them. */
const GALLERY_DL = '/usr/bin/gallery-dl';
const PYTHON = '/usr/bin/python3';
const LAUNCHER = join(import.meta.dirname, 'redirected_gallery_dl.py');

type Site = 'artstation' | 'deviantart' | 'danbooru';

/** Is Debian's gallery-dl installed? */
export function hasGalleryDl(): boolean {
  return spawnSync(GALLERY_DL, ['--version']).status === 0;
}

/**
 * Uploads by UTC month as gallery-dl counts them on the stand-in sites. Danbooru's posts without a file address
 * are not among them. The sandbox must serve `legacyCategory` and open details.
 *
 * @param baseUrls where the stand-in sites listen
 * @throws Error if gallery-dl shows any sign of a crawl cut short: its exit status does not tell
 */
export async function galleryDlMonths(baseUrls: BaseUrls, site: Site, artist: string): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'gallery-dl-'));
  try {
    const { words, env } = await galleryDlCommand(baseUrls, site, [artist], folder);
    const { stdout, stderr } = await run(words[0]!, words.slice(1), { env, maxBuffer: 2 ** 28 });
    if (stderr.includes('[error]')) throw new Error(`gallery-dl logged an error for ${site} ${artist}: ${stderr}`);
    return monthsFrom(site, JSON.parse(stdout));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The words that make gallery-dl dump the artists' works as JSON; its configuration is written into the folder. */
export async function galleryDlCommand(
  baseUrls: BaseUrls,
  site: Site,
  artists: readonly string[],
  folder: string,
): Promise<{ readonly words: readonly string[]; readonly env: NodeJS.ProcessEnv }> {
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify(configFor(baseUrls)));
  const addresses = artists.map((artist) => ADDRESSES[site](baseUrls, artist));
  const options = ['--config-ignore', '-c', config, '-j', ...addresses];
  const standIns = {
    'https://www.artstation.com': baseUrls.artstation,
    'https://www.deviantart.com': baseUrls.deviantart,
  };
  return {
    words: site === 'danbooru' ? [GALLERY_DL, ...options] : [PYTHON, LAUNCHER, ...options],
    env: { ...process.env, HOME: folder, STAND_INS: JSON.stringify(standIns) },
  };
}

type BaseUrls = Readonly<Record<Site, string>>;

const ADDRESSES: Readonly<Record<Site, (baseUrls: BaseUrls, artist: string) => string>> = {
  artstation: (_, artist) => `https://www.artstation.com/${artist}`,
  deviantart: (_, artist) => `https://www.deviantart.com/${artist}/gallery`,
  danbooru: ({ danbooru }, artist) => `${danbooru}/posts?tags=${encodeURIComponent(artist)}`,
};

function configFor(baseUrls: BaseUrls) {
  return {
    extractor: {
      'sleep-request': 0,
      Danbooru: { standin: { root: baseUrls.danbooru } },
      deviantart: { original: false, 'client-id': '1', 'client-secret': 'any' },
    },
    cache: { file: null },
  };
}

const artStationWork = z.object({ hash_id: z.string(), published_at: z.iso.datetime({ offset: true }) });
const deviation = z.object({ deviationid: z.string(), published_time: z.number() });
const danbooruPost = z.object({ id: z.number(), created_at: z.iso.datetime({ offset: true }) });

/** Id and instant of the work a message is about. ArtStation's `date` is the draft's: `published_at` it must be. */
const READERS: Readonly<Record<Site, (meta: unknown) => readonly [string, number]>> = {
  artstation: (meta) => {
    const { hash_id, published_at } = artStationWork.parse(meta);
    return [hash_id, Date.parse(published_at)];
  },
  deviantart: (meta) => {
    const { deviationid, published_time } = deviation.parse(meta);
    return [deviationid, published_time * 1000];
  },
  danbooru: (meta) => {
    const { id, created_at } = danbooruPost.parse(meta);
    return [String(id), Date.parse(created_at)];
  },
};

const DIRECTORY = 2;
const messages = z.array(z.tuple([z.union([z.number(), z.string()])], z.unknown()));

/** A work has a message for each of its files: works are counted, not messages. */
function monthsFrom(site: Site, output: unknown): Record<string, number> {
  const works = new Map<string, number>();
  for (const [kind, ...rest] of messages.parse(output)) {
    if (typeof kind === 'string' || kind < 0) throw new Error(`gallery-dl gave up on ${site}: ${kind} ${rest}`);
    const [id, at] = READERS[site](kind === DIRECTORY ? rest[0] : rest[1]);
    works.set(id, at);
  }
  const months: Record<string, number> = {};
  for (const at of works.values()) {
    const month = textFromMonth(monthFromInstant(at));
    months[month] = (months[month] ?? 0) + 1;
  }
  return months;
}
