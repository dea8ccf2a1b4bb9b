import { load } from 'cheerio/slim';
import { z } from 'zod';
import { labelFromMark, labelRegimeAt } from '../../core/label-regimes.ts';
import type { Artist, Upload } from '../../core/records.ts';
import { instantAt, parseBody } from '../parse.ts';
import type { LabelSighting, LabelTarget } from '../site.ts';

const SITE = 'artstation';

const userSchema = z.object({
  id: z.int(),
  username: z.string().min(1),
  followers_count: z.int().nonnegative().nullish(),
  projects_count: z.int().nonnegative().nullish(),
});
const rowSchema = z.object({
  id: z.int(),
  user_id: z.int(),
  hash_id: z.string().min(1),
  title: z.string(),
  published_at: z.string(),
  permalink: z.string().min(1),
  icons: z.record(z.string(), z.boolean()).nullish(),
  /** Only on the site-wide lists; an artist's own list leaves it out. */
  user: userSchema.optional(),
});
const listingSchema = z.object({ data: z.array(rowSchema), total_count: z.int().nonnegative() });
const userPageSchema = z.object({ data: z.array(userSchema), total_count: z.int().nonnegative() });
const detailSchema = z.object({
  tags: z.array(z.string()),
  software_items: z.array(z.object({ name: z.string() })),
});

export interface Listing {
  readonly uploads: readonly Upload[];
  readonly totalCount: number;
}

/**
 * A page of `projects.json`.
 *
 * @param artistId whose list it is: works owned by somebody else get rank 1; undefined for a site-wide list
 */
export function listingFromBody(body: unknown, page: string, artistId?: string): Listing {
  const { data, total_count } = parseBody(listingSchema, body, SITE, page);
  const uploads = data.map((row, index): Upload => {
    const publishedAt = instantAt(row.published_at, SITE, page, `data.${index}.published_at`);
    const owner = String(row.user_id);
    return {
      site: SITE,
      uploadId: String(row.id),
      artistId: artistId ?? owner,
      artistRank: artistId === undefined || artistId === owner ? 0 : 1,
      publishedAt,
      publishedRaw: row.published_at,
      publishedField: 'published_at',
      title: unescapeHtml(row.title),
      kind: kindFromIcons(row.icons ?? {}),
      url: row.permalink,
      tags: [],
      label: 'unknown',
      labelSource: '',
      labelRegime: labelRegimeAt(SITE, publishedAt),
      optOut: null,
      uploaderId: null,
    };
  });
  return { uploads, totalCount: total_count };
}

export function uploadsFromListing(body: unknown, page: string): readonly Upload[] {
  return listingFromBody(body, page).uploads;
}

/** The owners that a site-wide list carries in its rows, each once. */
export function artistsFromListing(body: unknown, page: string): readonly Artist[] {
  const { data } = parseBody(listingSchema, body, SITE, page);
  const users = new Map(data.flatMap(({ user }) => (user ? [[user.id, user] as const] : [])));
  return [...users.values()].map(artistFromUser);
}

export function artistFromProfile(body: unknown, page: string): Artist {
  return artistFromUser(parseBody(userSchema, body, SITE, page));
}

export interface Search {
  readonly artists: readonly Artist[];
  readonly totalCount: number;
}

/** A page of the users search; it carries no number of works. */
export function searchFromBody(body: unknown, page: string): Search {
  const { data, total_count } = parseBody(userPageSchema, body, SITE, page);
  return { artists: data.map(artistFromUser), totalCount: total_count };
}

/** Names of generators as the site's software list writes them, lower case, without blanks and marks. */
const AI_SOFTWARE = [
  'midjourney',
  'stablediffusion',
  'dalle',
  'novelai',
  'adobefirefly',
  'dreamstudio',
  'discodiffusion',
];

/**
 * What a detail page says about how the work was made. NoAI asks not to train on the work: it is the opt-out, and
 * says nothing about a generator.
 */
export function labelFromDetail(body: unknown, page: string, target: LabelTarget): LabelSighting {
  const { tags, software_items } = parseBody(detailSchema, body, SITE, page);
  const words = tags.map(plainWord);
  const isGenerated =
    words.includes('createdwithai') ||
    software_items.some(({ name }) => AI_SOFTWARE.some((software) => plainWord(name).startsWith(software)));
  return {
    uploadId: target.uploadId,
    label: labelFromMark(isGenerated ? 'yes' : undefined, labelRegimeAt(SITE, target.publishedAt)),
    labelSource: 'artstation:detail',
    optOut: words.includes('noai'),
    tags: [...tags, ...software_items.map(({ name }) => `software:${name}`)],
  };
}

function artistFromUser(user: z.infer<typeof userSchema>): Artist {
  return {
    site: SITE,
    artistId: String(user.id),
    name: user.username,
    followers: user.followers_count ?? null,
    followersKind: 'followers',
    worksClaimed: user.projects_count ?? null,
  };
}

function kindFromIcons(icons: Readonly<Record<string, boolean>>): string {
  return Object.keys(icons)
    .filter((name) => icons[name])
    .join(' ');
}

/** Inside <title> a parser resolves character references and leaves tags alone. */
function unescapeHtml(text: string): string {
  return text.includes('&') ? load(`<title>${text}</title>`)('title').text() : text;
}

function plainWord(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
