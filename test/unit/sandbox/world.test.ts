import { describe, expect, test } from 'vitest';
import { hasFile } from '../../../src/sandbox/truth.ts';
import { SANDBOX_SITES, type SandboxSite } from '../../../src/sandbox/world/sites.ts';
import { has, TRAIT } from '../../../src/sandbox/world/traits.ts';
import { createSiteWorld, isPublic, type SiteWorld, WORLD_NOW } from '../../../src/sandbox/world/world.ts';

const worlds = Object.fromEntries(
  SANDBOX_SITES.map((site) => [site, createSiteWorld(site, { seed: 1, artists: 1500 })]),
) as Record<SandboxSite, SiteWorld>;

describe('a small world', () => {
  test('is the same for the same seed', () => {
    expect(createSiteWorld('danbooru', { seed: 5, artists: 20 })).toEqual(
      createSiteWorld('danbooru', { seed: 5, artists: 20 }),
    );
  });

  test('is another one for another seed', () => {
    const names = (seed: number) => createSiteWorld('danbooru', { seed, artists: 20 }).artists.map(({ name }) => name);
    expect(names(5)).not.toEqual(names(6));
  });

  test('grows by artists without changing those it has', () => {
    const few = createSiteWorld('artstation', { seed: 5, artists: 10 });
    const more = createSiteWorld('artstation', { seed: 5, artists: 20 });
    expect(more.artists.slice(0, few.artists.length)).toEqual(few.artists);
    expect(more.publishedAt.subarray(0, few.publishedAt.length)).toEqual(few.publishedAt);
  });
});

describe.each(SANDBOX_SITES)('the world of %s', (site) => {
  const world = worlds[site];
  const drawn = world.artists.filter(({ name }) => !name.startsWith('edge'));
  const sizes = drawn.map(({ from, to }) => to - from).sort((a, b) => a - b);

  test('has a frame of at least 400 artists above the threshold', () => {
    const isAbove = site === 'danbooru' ? (n: number) => n >= 50 : (_: number, followers: number) => followers > 2000;
    expect(drawn.filter(({ from, to, followers }) => isAbove(to - from, followers)).length).toBeGreaterThanOrEqual(400);
  });

  test('has a median of 40 to 80 uploads an artist, a heavy tail, and 150,000 to 200,000 in all', () => {
    expect(sizes[Math.floor(sizes.length / 2)]).toBeGreaterThanOrEqual(40);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(80);
    expect(sizes.filter((n) => n >= 1000).length).toBeGreaterThanOrEqual(3);
    expect(sizes.at(-1)).toBeLessThanOrEqual(3500);
    expect(world.artist.length).toBeGreaterThan(150_000);
    expect(world.artist.length).toBeLessThan(200_000);
  });

  test('lies between 2012 and its own day, oldest first within an artist', () => {
    for (const { from, to } of world.artists) {
      const instants = world.publishedAt.subarray(from, to);
      expect(instants).toEqual(instants.toSorted());
    }
    expect(Math.min(...drawn.map(({ from }) => world.publishedAt[from]!))).toBeGreaterThanOrEqual(Date.UTC(2012, 0, 1));
    expect(world.publishedAt.reduce((a, b) => Math.max(a, b))).toBeLessThan(WORLD_NOW);
  });

  test('numbers uploads in the order their drafts were begun', () => {
    const ids = Array.from(world.rowsById, (row) => world.uploadId[row]!);
    const drafts = Array.from(world.rowsById, (row) => world.createdAt[row]!);
    expect(ids.every((id, i) => i === 0 || id > ids[i - 1]!)).toBe(true);
    expect(drafts.every((at, i) => i === 0 || at >= drafts[i - 1]!)).toBe(true);
  });

  test('has about every eleventh upload in the hours in which the month is another one in the United States', () => {
    const atBorder = world.publishedAt.filter((at) => {
      const date = new Date(at);
      return date.getUTCDate() === 1 && date.getUTCHours() >= 1 && date.getUTCHours() < 4;
    });
    // artists with fewer than eleven uploads have none, so the share lies below 1/11
    expect(atBorder.length / world.publishedAt.length).toBeGreaterThan(0.07);
    expect(atBorder.length / world.publishedAt.length).toBeLessThan(0.1);
  });

  test('has no generated work before August 2022, and more juniors than seniors turn to generators', () => {
    const rows = [...world.traits.keys()].filter((row) => has(world.traits[row]!, TRAIT.generated));
    expect(Math.min(...rows.map((row) => world.publishedAt[row]!))).toBeGreaterThanOrEqual(Date.UTC(2022, 7, 1));
    const adopters = new Set(rows.map((row) => world.artist[row]!));
    const share = (isJunior: boolean) => {
      const group = drawn.filter(({ from }) => world.publishedAt[from]! >= Date.UTC(2020, 0, 1) === isJunior);
      return group.filter(({ index }) => adopters.has(index)).length / group.length;
    };
    expect(share(true)).toBeGreaterThan(2 * share(false));
  });

  test('marks only generated works, most of them under a rule', () => {
    const marks = TRAIT.markedYes | TRAIT.markedAssisted;
    expect(world.traits.some((bits) => has(bits, marks) && !has(bits, TRAIT.generated))).toBe(false);
    const markedShare = (from: number, to: number) => {
      const made = [...world.traits.keys()].filter(
        (row) =>
          has(world.traits[row]!, TRAIT.generated) && world.publishedAt[row]! >= from && world.publishedAt[row]! < to,
      );
      return made.filter((row) => has(world.traits[row]!, marks)).length / made.length;
    };
    expect(markedShare(Date.UTC(2023, 5, 12), WORLD_NOW)).toBeGreaterThan(0.7);
    expect(markedShare(Date.UTC(2022, 7, 1), Date.UTC(2022, 9, 1))).toBeLessThan(0.5);
  });
});

describe('what each site keeps back', () => {
  test('DeviantArt hides works and lists deleted ones as stubs; the others show all', () => {
    const hidden = (site: SandboxSite) => [...worlds[site].artist.keys()].filter((row) => !isPublic(worlds[site], row));
    expect(hidden('deviantart').length).toBeGreaterThan(4000);
    expect(hidden('artstation')).toEqual([]);
    expect(hidden('danbooru')).toEqual([]);
  });

  test('Danbooru withholds files of banned artists and restricted posts', () => {
    const world = worlds.danbooru;
    const withheld = [...world.artist.keys()].filter((row) => !hasFile(world, row));
    const byBanned = withheld.filter((row) => world.artists[world.artist[row]!]!.isBanned);
    expect(byBanned.length).toBeGreaterThan(0);
    expect(withheld.length).toBeGreaterThan(byBanned.length);
  });

  test('Danbooru deletes more than half of the posts marked as generated', () => {
    const { traits } = worlds.danbooru;
    const marked = traits.filter((bits) => has(bits, TRAIT.markedYes));
    const deleted = marked.filter((bits) => has(bits, TRAIT.deleted));
    expect(deleted.length / marked.length).toBeGreaterThan(0.5);
    expect(deleted.length / marked.length).toBeLessThan(0.7);
  });
});
