import { CENTRAL, isoLocal } from '../time-zones.ts';
import { mix, pick } from '../world/mix.ts';
import { titleOf } from '../world/titles.ts';
import { has, TRAIT } from '../world/traits.ts';
import type { SiteWorld, WorldArtist } from '../world/world.ts';
import { hashIdOf } from './hash-id.ts';

const DAY = 86_400_000;
const MEDIA = 'https://cdna.artstation.invalid/p';
const COUNTRIES = ['Nigeria', 'Japan', 'Brazil', 'Portugal', 'Poland', 'Canada', 'South Korea', 'Türkiye'];
const SUBJECT_TAGS = ['fantasy', 'landscape', 'character', 'sketch', 'robot', 'environment', 'props', 'portrait'];
const PROGRAMS = ['Photoshop', 'Blender', 'Procreate', 'ZBrush', 'Krita'];
const GENERATORS = ['Midjourney', 'Stable Diffusion', 'DALL-E'];

export function userIdOf(artist: WorldArtist): number {
  return 4200 + artist.index * 37;
}

/** A row of a listing: 19 keys, no tags. */
export function projectRow(world: SiteWorld, row: number) {
  const id = world.uploadId[row]!;
  const hashId = hashIdOf(id);
  const title = titleOf(id);
  const publishedAt = world.publishedAt[row]!;
  const isAdult = has(world.traits[row]!, TRAIT.mature);
  const coverId = id * 3 + 1;
  return {
    id,
    user_id: userIdOf(world.artists[world.artist[row]!]!),
    hash_id: hashId,
    slug: slugOf(title),
    title: escapeHtml(title),
    description: '',
    created_at: isoLocal(world.createdAt[row]!, CENTRAL),
    updated_at: isoLocal(Math.min(world.now, publishedAt + (mix(id, 11) % (30 * DAY))), CENTRAL),
    published_at: isoLocal(publishedAt, CENTRAL),
    likes_count: mix(id, 12) % 900,
    adult_content: isAdult,
    admin_adult_content: false,
    hide_as_adult: isAdult,
    cover_asset_id: coverId,
    tag_list: null,
    permalink: `https://www.artstation.com/artwork/${hashId}`,
    assets_count: assetsOf(id),
    cover: {
      id: coverId,
      small_square_url: `${MEDIA}/assets/images/${coverId}/small_square/${hashId}.jpg`,
      micro_square_image_url: `${MEDIA}/assets/images/${coverId}/micro_square/${hashId}.jpg`,
      thumb_url: `${MEDIA}/assets/images/${coverId}/smaller_square/${hashId}.jpg`,
    },
    icons: { image: true, video: false, video_clip: false, model3d: false, marmoset: false, pano: false },
  };
}

/** A row of the site-wide list. */
export function sitewideRow(world: SiteWorld, row: number) {
  return {
    ...projectRow(world, row),
    views_count: mix(world.uploadId[row]!, 13) % 9000,
    user: userCard(world.artists[world.artist[row]!]!),
  };
}

/** The detail page: the only place that shows tags and programs. */
export function projectDetail(world: SiteWorld, row: number) {
  const id = world.uploadId[row]!;
  const traits = world.traits[row]!;
  const artist = world.artists[world.artist[row]!]!;
  const project = projectRow(world, row);
  const tags = [pick(SUBJECT_TAGS, id, 14), pick(SUBJECT_TAGS, id, 15)];
  if (has(traits, TRAIT.optOut)) tags.splice(mix(id, 16) % 3, 0, 'NoAI');
  if (has(traits, TRAIT.markedYes)) tags.splice(mix(id, 17) % 3, 0, 'CreatedWithAI');
  const programs = [pick(PROGRAMS, id, 18)];
  if (has(traits, TRAIT.markedYes) && mix(id, 19) % 2 === 0) programs.unshift(pick(GENERATORS, id, 20));
  return {
    ...project,
    views_count: mix(id, 13) % 9000,
    comments_count: mix(id, 21) % 60,
    tags,
    software_items: programs.map((name) => ({ name, icon_url: `${MEDIA}/software/${slugOf(name)}.png` })),
    medium: { name: 'Digital 2D', id: 1 },
    mediums: [{ name: 'Digital 2D', id: 1 }],
    categories: [{ name: 'Illustration', id: 22 }],
    assets: Array.from({ length: project.assets_count }, (_, i) => ({
      id: id * 10 + i,
      title: '',
      title_formatted: '',
      asset_type: 'image',
      has_image: true,
      has_embedded_player: false,
      player_embedded: null,
      image_url: `${MEDIA}/assets/images/images/${id * 10 + i}/large/${project.hash_id}-${i}.jpg?${Math.floor(world.publishedAt[row]! / 1000)}`,
      width: 1920,
      height: 1080,
      position: i,
      viewport_constraint_type: 'constrained',
    })),
    user: { ...userCard(artist), followers_count: artist.followers },
    visibilities: [{ name: 'artstation' }],
    editor_pick: false,
    is_promotional: false,
    shortlink: `https://artstn.co/p/${project.hash_id}`,
  };
}

export function userCard(artist: WorldArtist) {
  const [first, ...rest] = artist.fullName.split(' ');
  const country = pick(COUNTRIES, artist.index, 22);
  return {
    id: userIdOf(artist),
    username: artist.name,
    first_name: first,
    last_name: rest.join(' '),
    full_name: artist.fullName,
    headline: pick(['Concept artist', 'Illustrator', '2D & 3D artist', 'Freelancer'], artist.index, 23),
    country,
    city: '',
    location: country,
    subdomain: artist.name.replaceAll('_', '-'),
    pro_member: mix(artist.index, 24) % 5 === 0,
    is_staff: false,
    medium_avatar_url: `${MEDIA}/users/avatars/${userIdOf(artist)}/medium.jpg`,
    large_avatar_url: `${MEDIA}/users/avatars/${userIdOf(artist)}/large.jpg`,
    permalink: `https://www.artstation.com/${artist.name}`,
    artstation_profile_url: `https://www.artstation.com/${artist.name}`,
  };
}

/** `quick.json`: lacks `projects_count`. */
export function quickProfile(artist: WorldArtist) {
  return {
    ...userCard(artist),
    followers_count: artist.followers,
    followees_count: mix(artist.index, 25) % 400,
    available_full_time: false,
    available_contract: mix(artist.index, 26) % 2 === 0,
    available_freelance: mix(artist.index, 27) % 3 === 0,
    skills: [],
    software_items: [],
    social_profiles: [],
    albums_with_community_projects: [],
  };
}

export function fullProfile(artist: WorldArtist) {
  const projects = artist.to - artist.from;
  return { ...quickProfile(artist), projects_count: projects, community_projects_count: projects };
}

/** A row of the users search. */
export function searchRow(artist: WorldArtist) {
  const { id, username, full_name, headline, location, country, artstation_profile_url, medium_avatar_url } =
    userCard(artist);
  const { available_full_time, available_contract, available_freelance, skills, followers_count } =
    quickProfile(artist);
  return {
    id,
    username,
    full_name,
    headline,
    location,
    country,
    followers_count,
    available_full_time,
    available_contract,
    available_freelance,
    small_avatar_url: medium_avatar_url,
    artstation_profile_url,
    skills,
  };
}

function assetsOf(id: number): number {
  return 1 + (mix(id, 28) % 4);
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
