import { z } from 'zod';
import { labelFromMark, labelRegimeAt } from '../../core/label-regimes.ts';
import type { Artist, Upload } from '../../core/records.ts';
import { ParseError } from '../errors.ts';
import { instantAt, parseBody } from '../parse.ts';
import { postUrl } from './url.ts';

const SITE = 'danbooru';

/** Numbers stand as numbers in the API and as digits in the dumps. */
const idSchema = z.union([z.int().positive(), z.string().regex(/^[1-9]\d*$/, 'expected a number above 0')]);
/** The dumps write a missing number as 0. */
const uploaderSchema = z
  .union([z.int().nonnegative(), z.string().regex(/^(0|[1-9]\d*)$/, 'expected a number')])
  .nullish()
  .transform((id) => (id === null || id === undefined || Number(id) === 0 ? null : String(id)));

/** `md5` and `file_url` are absent on posts that are hidden; such posts count like any other. */
const postSchema = z.object({
  id: idSchema,
  created_at: z.string(),
  uploader_id: uploaderSchema,
  tag_string_artist: z.string(),
  tag_string_meta: z.string(),
  file_ext: z.string().nullish(),
});
const postsSchema = z.array(postSchema);
const tagsSchema = z.array(z.object({ name: z.string().min(1), post_count: z.int().nonnegative(), category: z.int() }));
const recordSchema = z.object({
  id: idSchema,
  created_at: z.string(),
  uploader_id: uploaderSchema,
  file_ext: z.string().nullish(),
  tags: z.array(z.object({ name: z.string(), category: z.union([z.string(), z.int().transform(String)]) })),
});
/** The dumps write a missing time so. */
const NO_TIME = '1970-01-01 00:00:00';
const ARTIST_CATEGORY = '1';
const META_CATEGORY = '5';

/** Tags of the artist category that name nobody. */
export const ARTIST_MARKS: ReadonlySet<string> = new Set(['banned_artist', 'artist_request']);

/**
 * Rows of `posts.json`. `tags` holds the meta tags, where the site keeps its labels.
 *
 * @param artistTag whose list it is: only that artist's row is made; undefined for one row per artist
 */
export function uploadsFromPosts(body: unknown, artistTag: string | undefined, page: string): readonly Upload[] {
  return parseBody(postsSchema, body, SITE, page).flatMap((post, index) => {
    const artists = words(post.tag_string_artist);
    const uploads = uploadsOfPost(post, artists, words(post.tag_string_meta), page, `${index}.`);
    if (artistTag === undefined) return uploads;
    const own = uploads.filter(({ artistId }) => artistId === artistTag);
    if (own.length === 1) return own;
    const path = `${index}.tag_string_artist`;
    throw new ParseError(SITE, page, path, `expected ${artistTag} among the artists, got "${post.tag_string_artist}"`);
  });
}

/** A record of the yearly metadata dumps, in which every number is a string and tags are objects. */
export function uploadsFromDump(record: unknown, page = 'a record of the dump'): readonly Upload[] {
  const post = parseBody(recordSchema, record, SITE, page);
  if (post.created_at.startsWith(NO_TIME)) throw new ParseError(SITE, page, 'created_at', 'expected a date, got none');
  const named = (category: string) => post.tags.filter((tag) => tag.category === category).map(({ name }) => name);
  return uploadsOfPost(post, named(ARTIST_CATEGORY), named(META_CATEGORY), page, '');
}

/** The smallest post id of a page, from which the next older page goes on; undefined on an empty page. */
export function smallestId(uploads: readonly Upload[]): number | undefined {
  return uploads.length === 0 ? undefined : Math.min(...uploads.map(({ uploadId }) => Number(uploadId)));
}

/** Rows of `tags.json` that name artists. */
export function artistsFromTags(body: unknown, page: string): readonly Artist[] {
  return parseBody(tagsSchema, body, SITE, page)
    .filter(({ category, name }) => category === Number(ARTIST_CATEGORY) && !ARTIST_MARKS.has(name))
    .map(({ name, post_count }) => ({
      site: SITE,
      artistId: name,
      name,
      followers: post_count,
      followersKind: 'post_count',
      worksClaimed: post_count,
    }));
}

interface Post {
  readonly id: string | number;
  readonly created_at: string;
  readonly uploader_id: string | null;
  readonly file_ext?: string | null | undefined;
}

function uploadsOfPost(
  post: Post,
  artistTags: readonly string[],
  metaTags: readonly string[],
  page: string,
  path: string,
): readonly Upload[] {
  const publishedAt = instantAt(post.created_at, SITE, page, `${path}created_at`);
  const labelRegime = labelRegimeAt(SITE, publishedAt);
  const mark = metaTags.includes('ai-generated') ? 'yes' : metaTags.includes('ai-assisted') ? 'assisted' : undefined;
  return artistTags
    .filter((tag) => !ARTIST_MARKS.has(tag))
    .map((artistId, artistRank) => ({
      site: SITE,
      uploadId: String(post.id),
      artistId,
      artistRank,
      publishedAt,
      publishedRaw: post.created_at,
      publishedField: 'created_at',
      title: '',
      kind: post.file_ext ?? '',
      url: postUrl(post.id),
      tags: metaTags,
      label: labelFromMark(mark, labelRegime),
      labelSource: 'danbooru:tags',
      labelRegime,
      optOut: null,
      uploaderId: post.uploader_id,
    }));
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ').filter((word) => word !== '');
}
