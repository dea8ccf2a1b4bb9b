import { isoCompact, PACIFIC } from '../time-zones.ts';
import { mix, pick } from '../world/mix.ts';
import { titleOf } from '../world/titles.ts';
import { has, TRAIT } from '../world/traits.ts';
import type { SiteWorld, WorldArtist } from '../world/world.ts';
import { numberOfUuid, uuidOf } from './uuid.ts';

const DEVIATION_SALT = 41;
const USER_SALT = 42;
const MEDIA = 'https://images-wixmp.deviantart.invalid/f';
const TAGS = (
  'fantasy landscape character portrait oc dragon fanart digitalart painting scifi robot animals forest city night ' +
  'sketch commission anime concept environment creature ink pixelart photography'
).split(' ');

export function deviationIdOf(uploadId: number): string {
  return uuidOf(uploadId, DEVIATION_SALT);
}

/** The upload's number behind a deviationid; undefined if it is none of ours. */
export function uploadIdOf(deviationId: string): number | undefined {
  return numberOfUuid(deviationId, DEVIATION_SALT);
}

export function userIdOf(artist: WorldArtist): string {
  return uuidOf(artist.index, USER_SALT);
}

/** Grows with the artist's followers; the spread between works is wide. */
export function favouritesOf(world: SiteWorld, row: number): number {
  const id = world.uploadId[row]!;
  const luck = (mix(id, 43) + mix(id, 44) + mix(id, 45)) / 2 ** 32 - 1.5;
  return Math.floor(world.artists[world.artist[row]!]!.followers ** 0.7 * Math.exp(3 * luck));
}

export function tagsOf(world: SiteWorld, row: number): readonly string[] {
  const id = world.uploadId[row]!;
  const tags = new Set([pick(TAGS, id, 46), pick(TAGS, id, 47), pick(TAGS, id, 48)]);
  if (has(world.traits[row]!, TRAIT.markedYes) && mix(id, 49) % 2 === 0) tags.add('aiart').add('aigenerated');
  return [...tags];
}

/** A deviation of the OAuth API: no word on generators. A deleted one is a stub without a date. */
export function deviation(world: SiteWorld, row: number, legacyCategory: boolean) {
  const id = world.uploadId[row]!;
  const traits = world.traits[row]!;
  if (has(traits, TRAIT.deleted)) return { deviationid: deviationIdOf(id), is_deleted: true };
  const artist = world.artists[world.artist[row]!]!;
  const width = 800 + (mix(id, 50) % 1200);
  const height = 800 + (mix(id, 51) % 1200);
  const image = { src: imageOf(id), width, height, transparency: false };
  return {
    deviationid: deviationIdOf(id),
    printid: null,
    url: urlOf(artist, id),
    title: titleOf(id),
    ...(legacyCategory ? { category: 'Digital Art', category_path: 'digitalart/paintings/other' } : {}),
    is_favourited: false,
    is_deleted: false,
    is_published: true,
    is_blocked: false,
    author: user(artist),
    stats: { comments: mix(id, 52) % 40, favourites: favouritesOf(world, row) },
    published_time: String(world.publishedAt[row]! / 1000),
    allows_comments: true,
    preview: image,
    content: { ...image, filesize: 90_000 + (mix(id, 53) % 900_000) },
    thumbs: [{ ...image, width: 150, height: Math.round((150 * height) / width) }],
    is_mature: has(traits, TRAIT.mature),
    is_downloadable: false,
  };
}

/** One entry of `deviation/metadata`. */
export function metadata(world: SiteWorld, row: number, asked: { readonly submission: boolean }) {
  const id = world.uploadId[row]!;
  return {
    deviationid: deviationIdOf(id),
    printid: null,
    author: user(world.artists[world.artist[row]!]!),
    is_watching: false,
    title: titleOf(id),
    description: '',
    license: 'No License',
    allows_comments: true,
    tags: tagsOf(world, row).map((tag_name) => ({ tag_name, sponsored: false, sponsor: '' })),
    is_favourited: false,
    is_mature: has(world.traits[row]!, TRAIT.mature),
    ...(asked.submission ? { submission: submission(world, row) } : {}),
  };
}

function submission(world: SiteWorld, row: number) {
  return {
    creation_time: isoCompact(world.createdAt[row]!, PACIFIC),
    category: 'Digital Art',
    file_size: '1.2 MB',
    resolution: '1200x1600',
    submitted_with: { app: 'DeviantArt', url: 'https://www.deviantart.com' },
  };
}

export function user(artist: WorldArtist) {
  return {
    userid: userIdOf(artist),
    username: artist.name,
    usericon: 'https://a.deviantart.invalid/avatars/default.gif',
    type: mix(artist.index, 54) % 4 === 0 ? 'premium' : 'regular',
  };
}

export function userWithStats(artist: WorldArtist) {
  return { ...user(artist), stats: { watchers: artist.followers, friends: mix(artist.index, 55) % 500 } };
}

/** A deviation of the website's own state: dates in Pacific time, and the marks about generators. */
export function webDeviation(world: SiteWorld, row: number) {
  const id = world.uploadId[row]!;
  const traits = world.traits[row]!;
  const artist = world.artists[world.artist[row]!]!;
  const isMature = has(traits, TRAIT.mature);
  return {
    deviationId: id,
    type: 'image',
    typeId: 1,
    printId: null,
    url: urlOf(artist, id),
    title: titleOf(id),
    isJournal: false,
    isVideo: false,
    publishedTime: isoCompact(world.publishedAt[row]!, PACIFIC),
    isDeleted: false,
    isMature,
    isDownloadable: false,
    isPublished: true,
    isBlocked: isMature,
    blockReasons: isMature ? ['mature_loggedout'] : [],
    isAiGenerated: has(traits, TRAIT.markedYes),
    isAiUseDisallowed: has(traits, TRAIT.optOut),
    author: webUser(artist),
    stats: { comments: mix(id, 52) % 40, favourites: favouritesOf(world, row) },
    media: { baseUri: imageOf(id), prettyName: `d${id.toString(36)}`, types: [], token: [] },
  };
}

export function webUser(artist: WorldArtist) {
  const { userid, ...rest } = user(artist);
  return { userId: webUserIdOf(artist), useridUuid: userid.toLowerCase(), ...rest, isWatching: false };
}

export function webUserIdOf(artist: WorldArtist): number {
  return 1_000_000 + artist.index * 97;
}

function urlOf(artist: WorldArtist, id: number): string {
  const slug =
    titleOf(id)
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'Untitled';
  return `https://www.deviantart.com/${artist.name.toLowerCase()}/art/${slug}-${id}`;
}

function imageOf(id: number): string {
  return `${MEDIA}/${deviationIdOf(id).toLowerCase()}/d${id.toString(36)}.jpg`;
}
