import { monthFromInstant } from '../../core/month.ts';
import { createRng, type Rng } from '../../core/rng.ts';
import { drawCareer, drawFollowers } from './artists.ts';
import { rankById } from './ids.ts';
import { drawName } from './names.ts';
import { plantedArtists } from './planted.ts';
import type { SandboxSite } from './sites.ts';
import { has, TRAIT } from './traits.ts';
import { drawInstants, drawTraits } from './uploads.ts';

/** The stand-in sites live on this day for ever. */
export const WORLD_NOW = Date.UTC(2024, 0, 15);

export interface WorldOptions {
  readonly seed: string | number;
  /** Drawn artists; the planted ones come on top. */
  readonly artists: number;
}

export interface WorldArtist {
  /** Place in `SiteWorld.artists`. */
  readonly index: number;
  readonly name: string;
  readonly fullName: string;
  readonly followers: number;
  /** The artist's uploads are the rows [from, to) of the site's columns, oldest first. */
  readonly from: number;
  readonly to: number;
  /** Puts works in an order of their own instead of newest first. */
  readonly isArranged: boolean;
  readonly isBanned: boolean;
  readonly optsOut: boolean;
}

/** Everything one site holds. Columns have a row an upload, grouped by artist. */
export interface SiteWorld {
  readonly site: SandboxSite;
  readonly now: number;
  readonly artists: readonly WorldArtist[];
  /** Index of the artist. */
  readonly artist: Uint32Array;
  /** Index of a second artist; -1 where there is none. Only Danbooru has them. */
  readonly coArtist: Int32Array;
  readonly publishedAt: Float64Array;
  /** When the draft was begun: mostly just before publication. */
  readonly createdAt: Float64Array;
  /** Bits of traits.ts. */
  readonly traits: Uint8Array;
  /** The site's number for the upload: rises with `createdAt`. */
  readonly uploadId: Int32Array;
  /** Rows in order of `uploadId`. */
  readonly rowsById: Uint32Array;
}

const FIRST_UPLOAD_ID: Readonly<Record<SandboxSite, number>> = {
  artstation: 11_000,
  deviantart: 276_000_000,
  danbooru: 1_030_000,
};
/** Numbers skip works of everybody else: the widest step from one upload to the next. */
const ID_STEP: Readonly<Record<SandboxSite, number>> = { artstation: 190, deviantart: 7000, danbooru: 66 };
/** DeviantArt tells whole seconds. */
const RESOLUTION_MS: Readonly<Record<SandboxSite, number>> = { artstation: 1, deviantart: 1000, danbooru: 1 };
const CO_ARTIST_SHARE = 0.03;

interface Draft {
  readonly publishedAt: Float64Array;
  readonly traits: Uint8Array;
  readonly draftMs?: number;
}
type DraftedArtist = Omit<WorldArtist, 'index' | 'from' | 'to'> & Draft;

/** The same site, options and code give the same world on every machine. */
export function createSiteWorld(site: SandboxSite, { seed, artists: count }: WorldOptions): SiteWorld {
  const rng = createRng(seed).fork(site);
  const taken = new Set<string>();
  const planted = plantedArtists(site, WORLD_NOW, rng.fork('planted')).map((artist): DraftedArtist => {
    taken.add(artist.name);
    return { fullName: artist.name, isArranged: false, isBanned: false, optsOut: false, ...artist };
  });
  const names = rng.fork('names');
  const drawn = Array.from({ length: count }, (_, i) => draftArtist(site, rng.fork(i), names, taken));
  return assemble(site, [...planted, ...drawn], planted.length, rng.fork('uploads'));
}

function draftArtist(site: SandboxSite, rng: Rng, names: Rng, taken: Set<string>): DraftedArtist {
  const career = drawCareer(rng, WORLD_NOW);
  const publishedAt = drawInstants(rng, career, WORLD_NOW, RESOLUTION_MS[site]);
  return {
    ...drawName(site, names, taken),
    publishedAt,
    traits: Uint8Array.from(publishedAt, (at) => drawTraits(rng, site, career, at)),
    followers: drawFollowers(rng, publishedAt.length, monthFromInstant(WORLD_NOW) - career.entryMonth),
    isArranged: rng.uniform() < 0.2,
    isBanned: site === 'danbooru' && rng.uniform() < 0.01,
    optsOut: career.optsOut,
  };
}

function assemble(site: SandboxSite, drafts: readonly DraftedArtist[], plantedCount: number, rng: Rng): SiteWorld {
  const rows = drafts.reduce((sum, draft) => sum + draft.publishedAt.length, 0);
  const artist = new Uint32Array(rows);
  const coArtist = new Int32Array(rows).fill(-1);
  const publishedAt = new Float64Array(rows);
  const createdAt = new Float64Array(rows);
  const traits = new Uint8Array(rows);
  const artists: WorldArtist[] = [];
  let from = 0;
  drafts.forEach((draft, index) => {
    const { publishedAt: instants, traits: bits, draftMs, ...person } = draft;
    const to = from + instants.length;
    artists.push({ ...person, index, from, to });
    publishedAt.set(instants, from);
    traits.set(bits, from);
    artist.fill(index, from, to);
    for (let row = from; row < to; row++) {
      createdAt[row] = publishedAt[row]! - (draftMs ?? drawDraftMs(site, rng));
      const isShared = site === 'danbooru' && index >= plantedCount && rng.uniform() < CO_ARTIST_SHARE;
      if (isShared) coArtist[row] = drawOther(index, plantedCount, drafts.length, rng);
    }
    from = to;
  });
  const rowsById = rankById(createdAt);
  const uploadId = new Int32Array(rows);
  let id = FIRST_UPLOAD_ID[site];
  for (const row of rowsById) {
    id += 1 + rng.integer(ID_STEP[site]);
    uploadId[row] = id;
  }
  return { site, now: WORLD_NOW, artists, artist, coArtist, publishedAt, createdAt, traits, uploadId, rowsById };
}

/**
 * ArtStation stamps a project published at once a few milliseconds before it was created; a fifth are drafts
 * that waited up to a day, a few up to forty. Danbooru knows one instant only.
 */
function drawDraftMs(site: SandboxSite, rng: Rng): number {
  if (site === 'danbooru') return 0;
  const kind = rng.uniform();
  if (kind < 0.78) return site === 'artstation' ? -rng.integer(39) : 1000 * rng.integer(300);
  const days = kind < 0.97 ? rng.uniform() : 40 * rng.uniform();
  return 1000 * Math.floor(days * 86_400);
}

/** Another drawn artist, who so gets the post too; -1 where the draw falls on the artist. */
function drawOther(index: number, from: number, to: number, rng: Rng): number {
  const other = from + rng.integer(to - from);
  return other === index ? -1 : other;
}

/** Is the upload shown, with a date, to a reader who is not logged in? */
export function isPublic(world: SiteWorld, row: number): boolean {
  const bits = world.traits[row]!;
  return world.site === 'deviantart' ? !has(bits, TRAIT.hidden) && !has(bits, TRAIT.deleted) : true;
}
