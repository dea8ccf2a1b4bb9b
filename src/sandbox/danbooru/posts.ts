import { EASTERN, isoLocal } from '../time-zones.ts';
import { hasFile, isByBannedArtist } from '../truth.ts';
import { hexDigits, mix, pick } from '../world/mix.ts';
import { has, TRAIT } from '../world/traits.ts';
import type { SiteWorld } from '../world/world.ts';
import type { Fields } from './only.ts';
import { artistTags, metaTags } from './tags.ts';

const DAY = 86_400_000;
const CDN = 'https://cdn.danbooru.invalid';
const GENERAL_TAGS = (
  '1girl 1boy solo smile long_hair short_hair hat outdoors sky night rain forest sitting standing looking_at_viewer ' +
  'dress jacket sword animal_ears tail flower cloud window book tea simple_background'
).split(' ');

/** One post, with what several of its attributes need worked out once. */
export class Post {
  readonly world: SiteWorld;
  readonly row: number;
  readonly id: number;
  #md5: string | undefined;
  #generalTags: string | undefined;

  constructor(world: SiteWorld, row: number) {
    this.world = world;
    this.row = row;
    this.id = world.uploadId[row]!;
  }

  get md5(): string {
    this.#md5 ??= hexDigits(this.id, 84, 32);
    return this.#md5;
  }

  get generalTags(): string {
    const draw = (salt: number) => pick(GENERAL_TAGS, this.id, salt);
    this.#generalTags ??= [...new Set([draw(81), draw(82), draw(83)])].join(' ');
    return this.#generalTags;
  }
}

/** The keys of a post as an anonymous caller gets them. Those about the file are absent where it is withheld. */
export const POST_FIELDS: Fields<Post> = {
  id: ({ id }) => id,
  created_at: ({ world, row }) => isoLocal(world.publishedAt[row]!, EASTERN),
  updated_at: ({ world, row, id }) =>
    isoLocal(Math.min(world.now, world.publishedAt[row]! + (mix(id, 70) % (40 * DAY))), EASTERN),
  uploader_id: ({ id }) => 500 + (mix(id, 71) % 9000),
  approver_id: () => null,
  source: ({ id }) => (mix(id, 72) % 20 === 0 ? '' : `https://www.pixiv.invalid/artworks/${40_000_000 + id}`),
  pixiv_id: () => null,
  md5: whereShown((post) => post.md5),
  file_ext: () => 'jpg',
  file_size: ({ id }) => 90_000 + (mix(id, 73) % 900_000),
  image_width: ({ id }) => 1200 + (mix(id, 74) % 1000),
  image_height: ({ id }) => 1200 + (mix(id, 75) % 1000),
  rating,
  score: ({ id }) => mix(id, 76) % 60,
  up_score: ({ id }) => mix(id, 76) % 60,
  down_score: () => 0,
  fav_count: ({ id }) => mix(id, 77) % 90,
  tag_string: (post) =>
    [post.generalTags, 'original', artistTags(post.world, post.row), metaTags(post.world, post.row)].join(' '),
  tag_string_general: (post) => post.generalTags,
  tag_string_artist: ({ world, row }) => artistTags(world, row),
  tag_string_character: () => '',
  tag_string_copyright: () => 'original',
  tag_string_meta: ({ world, row }) => metaTags(world, row),
  tag_count: ({ generalTags, world, row }) =>
    1 + countOf(generalTags) + countOf(artistTags(world, row)) + countOf(metaTags(world, row)),
  tag_count_general: ({ generalTags }) => countOf(generalTags),
  tag_count_artist: ({ world, row }) => countOf(artistTags(world, row)),
  tag_count_character: () => 0,
  tag_count_copyright: () => 1,
  tag_count_meta: ({ world, row }) => countOf(metaTags(world, row)),
  parent_id: () => null,
  has_children: () => false,
  has_active_children: () => false,
  has_visible_children: () => false,
  is_pending: () => false,
  is_flagged: () => false,
  is_deleted: ({ world, row }) => has(world.traits[row]!, TRAIT.deleted),
  is_banned: ({ world, row }) => isByBannedArtist(world, row),
  bit_flags: () => 0,
  has_large: () => true,
  last_noted_at: () => null,
  last_commented_at: () => null,
  last_comment_bumped_at: () => null,
  media_asset: mediaAsset,
  file_url: whereShown((post) => fileUrl(post, 'original', '')),
  large_file_url: whereShown((post) => fileUrl(post, 'sample', 'sample-')),
  preview_file_url: whereShown((post) => fileUrl(post, '180x180', '')),
};

/** Deleted, banned and the rest, as `status:` knows them. */
export function statusOf(world: SiteWorld, row: number): 'deleted' | 'banned' | 'active' {
  if (has(world.traits[row]!, TRAIT.deleted)) return 'deleted';
  return isByBannedArtist(world, row) ? 'banned' : 'active';
}

export function rating({ world, row, id }: Post): 'g' | 's' | 'q' | 'e' {
  if (has(world.traits[row]!, TRAIT.mature)) return pick(['q', 'e'], id, 78);
  return pick(['g', 's'], id, 79);
}

function whereShown(read: (post: Post) => unknown): (post: Post) => unknown {
  return (post) => (hasFile(post.world, post.row) ? read(post) : undefined);
}

function mediaAsset(post: Post) {
  const { world, row, id } = post;
  const uploadedAt = world.publishedAt[row]! - (mix(id, 80) % 600_000);
  const asset = { id: id + 3_000_000, created_at: isoLocal(uploadedAt, EASTERN), file_ext: 'jpg', status: 'active' };
  if (!hasFile(world, row)) return { ...asset, is_public: false };
  const preview = { type: '180x180', url: fileUrl(post, '180x180', ''), width: 180, height: 180, file_ext: 'jpg' };
  return { ...asset, md5: post.md5, is_public: true, variants: [preview] };
}

function countOf(tags: string): number {
  return tags.split(' ').length;
}

function fileUrl(post: Post, variant: string, prefix: string): string {
  const { md5 } = post;
  return `${CDN}/${variant}/${md5.slice(0, 2)}/${md5.slice(2, 4)}/${prefix}${md5}.jpg`;
}
