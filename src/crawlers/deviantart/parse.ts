import { load } from 'cheerio/slim';
import { z } from 'zod';
import { labelFromMark, labelRegimeAt } from '../../core/label-regimes.ts';
import type { Artist, Label, Upload } from '../../core/records.ts';
import { ParseError } from '../errors.ts';
import { instantAt, parseBody } from '../parse.ts';

const SITE = 'deviantart';

/** The API writes UUIDs in capitals, the website in small letters; capitals are kept. */
const uuidSchema = z
  .string()
  .min(1)
  .transform((text) => text.toUpperCase());
const countSchema = z.int().nonnegative();

const userSchema = z.object({
  userid: uuidSchema,
  username: z.string().min(1),
  stats: z.object({ watchers: countSchema }).nullish(),
});
/** A deleted work may hold its id and the mark alone. */
const deletedSchema = z.object({ deviationid: z.string(), is_deleted: z.literal(true) });
const deviationSchema = z.object({
  deviationid: uuidSchema,
  title: z.string(),
  url: z.string().min(1),
  author: userSchema,
  /** Unix seconds: a number until 2017, digits today. */
  published_time: z.union([z.int(), z.string()]),
  category: z.string().nullish(),
});
const itemSchema = z.looseObject({ is_deleted: z.boolean().nullish() });
const pageFields = { has_more: z.boolean(), next_offset: z.int().nullish() };
const pageSchema = z.object(pageFields);
const authorsSchema = z.object({ results: z.array(z.object({ author: userSchema.nullish() })) });
const gallerySchema = z.object({ ...pageFields, results: z.array(itemSchema) });
const foldersSchema = z.object({ ...pageFields, results: z.array(z.object({ folderid: z.string().min(1) })) });
const profileSchema = z.object({
  user: userSchema,
  stats: z.object({ user_deviations: countSchema.nullish() }).nullish(),
});
const whoisSchema = z.object({ results: z.array(userSchema) });
const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const webUserSchema = z.object({ userId: z.int(), useridUuid: uuidSchema, username: z.string().min(1) });
const webDeviationSchema = z.object({
  deviationId: z.int(),
  type: z.string().nullish(),
  url: z.string().min(1),
  title: z.string(),
  publishedTime: z.string(),
  isDeleted: z.boolean().nullish(),
  isAiGenerated: z.boolean().nullish(),
  isAiUseDisallowed: z.boolean().nullish(),
  author: z.union([z.int(), webUserSchema]),
});
const stateSchema = z.object({
  '@@entities': z.object({
    deviation: z.record(z.string(), webDeviationSchema),
    user: z.record(z.string(), webUserSchema),
    deviationExtended: z.record(z.string(), z.object({ deviationUuid: uuidSchema.nullish() })).nullish(),
  }),
});
const contentsSchema = z.object({
  hasMore: z.boolean(),
  nextOffset: z.int().nullish(),
  results: z.array(
    z.object({
      url: z.string().min(1),
      isAiGenerated: z.boolean().nullish(),
      isAiUseDisallowed: z.boolean().nullish(),
    }),
  ),
});

export interface Page {
  readonly hasMore: boolean;
  readonly nextOffset: number | null;
}

export interface Gallery extends Page {
  readonly uploads: readonly Upload[];
  /** Rows of the page, deleted works included. */
  readonly rows: number;
}

/** A page of `gallery/all`, of a folder, or of a browse list. */
export function galleryFromBody(body: unknown, page: string): Gallery {
  const { has_more, next_offset, results } = parseBody(gallerySchema, body, SITE, page);
  const uploads = results.flatMap((item, index) => {
    if (deletedSchema.safeParse(item).success) return [];
    return [uploadFromDeviation(parseBody(deviationSchema, item, SITE, `${page} results.${index}`), page, index)];
  });
  return { uploads, rows: results.length, hasMore: has_more, nextOffset: next_offset ?? null };
}

export function uploadsFromGallery(body: unknown, page: string): readonly Upload[] {
  return galleryFromBody(body, page).uploads;
}

/** Where a browse list goes on, without its rows. */
export function galleryPageFromBody(body: unknown, page: string): Page {
  const { has_more, next_offset } = parseBody(pageSchema, body, SITE, page);
  return { hasMore: has_more, nextOffset: next_offset ?? null };
}

/** The artists whose works stand on a page of a gallery or browse list, each once; without a number of watchers. */
export function artistsFromGallery(body: unknown, page: string): readonly Artist[] {
  const { results } = parseBody(authorsSchema, body, SITE, page);
  const users = new Map(results.flatMap(({ author }) => (author ? [[author.userid, author] as const] : [])));
  return [...users.values()].map((user) => artistFromUser(user, null));
}

export function foldersFromBody(body: unknown, page: string): Page & { readonly folderIds: readonly string[] } {
  const { has_more, next_offset, results } = parseBody(foldersSchema, body, SITE, page);
  return { folderIds: results.map(({ folderid }) => folderid), hasMore: has_more, nextOffset: next_offset ?? null };
}

export function artistFromProfile(body: unknown, page: string): Artist {
  const { user, stats } = parseBody(profileSchema, body, SITE, page);
  return artistFromUser(user, stats?.user_deviations ?? null);
}

/** Users as `user/whois` lists them: watchers where asked for, never a number of works. */
export function artistsFromWhois(body: unknown, page: string): readonly Artist[] {
  return parseBody(whoisSchema, body, SITE, page).results.map((user) => artistFromUser(user, null));
}

export function tokenFromBody(body: unknown, page: string): { readonly token: string; readonly lifeMs: number } {
  const { access_token, expires_in } = parseBody(tokenSchema, body, SITE, page);
  return { token: access_token, lifeMs: expires_in * 1000 };
}

/**
 * The works in a website page's state. Only works that a page shows in full come with the API's UUID; the others
 * are kept under the number at the end of their address.
 *
 * @param state `window.__INITIAL_STATE__`, or an object with its `@@entities`
 */
export function uploadsFromWebsiteState(state: unknown, page: string): readonly Upload[] {
  const { deviation, user, deviationExtended } = parseBody(stateSchema, state, SITE, page)['@@entities'];
  return Object.entries(deviation).flatMap(([key, row]): Upload[] => {
    if (row.isDeleted) return [];
    const path = `@@entities.deviation.${key}`;
    const author = typeof row.author === 'number' ? user[row.author] : row.author;
    if (!author)
      throw new ParseError(SITE, page, `${path}.author`, `expected one of the page's users, got ${row.author}`);
    const publishedAt = instantAt(row.publishedTime, SITE, page, `${path}.publishedTime`);
    const labelRegime = labelRegimeAt(SITE, publishedAt);
    return [
      {
        site: SITE,
        uploadId: deviationExtended?.[key]?.deviationUuid ?? String(row.deviationId),
        artistId: author.useridUuid,
        artistRank: 0,
        publishedAt,
        publishedRaw: row.publishedTime,
        publishedField: 'publishedTime',
        title: row.title,
        kind: row.type ?? '',
        url: row.url,
        tags: [],
        ...labelFromFlag(row.isAiGenerated ?? undefined, labelRegime),
        labelRegime,
        optOut: row.isAiUseDisallowed ?? null,
        uploaderId: null,
      },
    ];
  });
}

/** The users in a website page's state. */
export function artistsFromWebsiteState(state: unknown, page: string): readonly Artist[] {
  const { user } = parseBody(stateSchema, state, SITE, page)['@@entities'];
  return Object.values(user).map(({ useridUuid, username }) => artistFromUser({ userid: useridUuid, username }, null));
}

export interface Contents extends Page {
  /** Marks by the number at the end of the work's address. */
  readonly marks: ReadonlyMap<string, { readonly isAiGenerated: boolean | undefined; readonly optOut: boolean | null }>;
  readonly rows: number;
}

/** A page of the website's own gallery list, which carries the marks that the API leaves out. */
export function contentsFromBody(body: unknown, page: string): Contents {
  const { hasMore, nextOffset, results } = parseBody(contentsSchema, body, SITE, page);
  const marks = new Map(
    results.flatMap(({ url, isAiGenerated, isAiUseDisallowed }) => {
      const number = numberFromUrl(url);
      const mark = { isAiGenerated: isAiGenerated ?? undefined, optOut: isAiUseDisallowed ?? null };
      return number === undefined ? [] : [[number, mark] as const];
    }),
  );
  return { marks, rows: results.length, hasMore, nextOffset: nextOffset ?? null };
}

/** The number that closes a work's address. @example numberFromUrl('https://…/art/Harbour-934500001') // => '934500001' */
export function numberFromUrl(url: string): string | undefined {
  return /-(\d+)\/?$/.exec(url)?.[1];
}

/** The token that the website's own JSON routes ask for, from a script of one of its pages. */
export function csrfTokenFromHtml(html: string, page: string): string {
  const $ = load(html);
  for (const script of $('script').toArray()) {
    const token = /window\.__CSRF_TOKEN__\s*=\s*(['"])(.+?)\1/.exec($(script).text())?.[2];
    if (token !== undefined) return token;
  }
  throw new ParseError(SITE, page, 'script', 'expected one that sets window.__CSRF_TOKEN__, got none');
}

/** A missing flag says nothing; `false` says `no` only once the label was mandatory. */
export function labelFromFlag(
  isAiGenerated: boolean | undefined,
  labelRegime: string,
): { readonly label: Label; readonly labelSource: string } {
  if (isAiGenerated === undefined) return { label: 'unknown', labelSource: '' };
  return { label: labelFromMark(isAiGenerated ? 'yes' : undefined, labelRegime), labelSource: 'deviantart:web' };
}

function uploadFromDeviation(row: z.infer<typeof deviationSchema>, page: string, index: number): Upload {
  const publishedAt = instantAt(row.published_time, SITE, page, `results.${index}.published_time`);
  return {
    site: SITE,
    uploadId: row.deviationid,
    artistId: row.author.userid,
    artistRank: 0,
    publishedAt,
    publishedRaw: String(row.published_time),
    publishedField: 'published_time',
    title: row.title,
    kind: row.category ?? '',
    url: row.url,
    tags: [],
    label: 'unknown',
    labelSource: '',
    labelRegime: labelRegimeAt(SITE, publishedAt),
    optOut: null,
    uploaderId: null,
  };
}

function artistFromUser(user: z.infer<typeof userSchema>, worksClaimed: number | null): Artist {
  return {
    site: SITE,
    artistId: user.userid,
    name: user.username,
    followers: user.stats?.watchers ?? null,
    followersKind: 'watchers',
    worksClaimed,
  };
}
