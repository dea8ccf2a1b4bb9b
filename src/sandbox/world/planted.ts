import type { Rng } from '../../core/rng.ts';
import type { SandboxSite } from './sites.ts';
import { TRAIT } from './traits.ts';

const DAY = 86_400_000;

/** An artist put into a world on purpose, to stand on an edge that crawlers fall off. */
export interface PlantedArtist {
  readonly name: string;
  readonly followers: number;
  /** Oldest first. */
  readonly publishedAt: Float64Array;
  /** Traits of each upload; same length. */
  readonly traits: Uint8Array;
  readonly isArranged?: boolean;
  readonly isBanned?: boolean;
  /** Milliseconds from draft to publication, for every upload. */
  readonly draftMs?: number;
}

const PAGE_SIZE: Readonly<Record<SandboxSite, number>> = { artstation: 50, deviantart: 24, danbooru: 200 };
const MODEST = 150;

export function plantedArtists(site: SandboxSite, now: number, rng: Rng): readonly PlantedArtist[] {
  const plant = (name: string, uploads: number): PlantedArtist => ({
    name,
    followers: MODEST,
    publishedAt: spread(rng.fork(name), uploads, now),
    traits: new Uint8Array(uploads),
  });
  const size = PAGE_SIZE[site];
  const everywhere = [
    ...[0, 1, size - 1, size, size + 1, 2 * size, 2 * size + 1].map((n) => plant(`edge-n${n}`, n)),
    { ...plant('edge-borders', 0), publishedAt: borders(), traits: new Uint8Array(borders().length) },
  ];
  switch (site) {
    case 'artstation':
      return [
        ...everywhere,
        { ...plant('edge-followers-2000', 60), followers: 2000 },
        { ...plant('edge-followers-2001', 60), followers: 2001 },
        { ...plant('edge-arranged', 120), isArranged: true },
        { ...plant('edge-drafts', 60), draftMs: 20 * DAY },
      ];
    case 'deviantart':
      return [
        ...everywhere,
        { ...plant('edge-followers-2000', 60), followers: 2000 },
        { ...plant('edge-followers-2001', 60), followers: 2001 },
        hideSlots(plant('edge-hidden-start', 60), 0, 5),
        hideSlots(plant('edge-hidden-page', 80), size, 2 * size),
        hideSlots(plant('edge-hidden-last', 60), 2 * size, 60),
        hideSlots(plant('edge-hidden-all', 30), 0, 30),
        plant('edge-n10100', 10_100),
      ];
    case 'danbooru':
      return [
        ...everywhere,
        ...[49, 50, 51].map((n) => plant(`edge-n${n}`, n)),
        plant("edge's_tag_(a+b)", 60),
        { ...plant('edge-banned', 60), isBanned: true },
      ];
    default:
      return site satisfies never;
  }
}

function spread(rng: Rng, uploads: number, now: number): Float64Array {
  const begin = Date.UTC(2016, 0, 1);
  return Float64Array.from(
    { length: uploads },
    () => Math.floor((begin + rng.uniform() * (now - begin)) / 1000) * 1000,
  ).sort();
}

/** Slots count from the newest work, as DeviantArt lists them. */
function hideSlots(artist: PlantedArtist, from: number, to: number): PlantedArtist {
  const last = artist.publishedAt.length - 1;
  const traits = artist.traits.map((bits, i) => (last - i >= from && last - i < to ? bits | TRAIT.hidden : bits));
  return { ...artist, traits };
}

/** First and last seconds of months, and the hours around changes of the clock in 2021 to 2023. */
function borders(): Float64Array {
  const instants: number[] = [];
  for (let month = 0; month < 34; month++) {
    const start = Date.UTC(2021, month, 1);
    instants.push(start - 1000, start, start + 4 * 3_600_000 - 1000, start + 4 * 3_600_000);
  }
  for (const sunday of ['2021-03-14', '2021-11-07', '2022-03-13', '2022-11-06', '2023-03-12']) {
    for (let hour = 5; hour <= 10; hour++) instants.push(Date.parse(sunday) + hour * 3_600_000);
  }
  return Float64Array.from(instants).sort();
}
