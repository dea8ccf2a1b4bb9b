import type { SiteWorld, WorldArtist } from './world.ts';

/** Finds artists by name, whatever the case, and their rows. */
export interface Catalogue {
  readonly world: SiteWorld;
  find(name: string): WorldArtist | undefined;
  /** All of an artist's rows, hidden ones included, oldest first. */
  rowsOf(artist: WorldArtist): Uint32Array;
}

export function createCatalogue(world: SiteWorld): Catalogue {
  const byName = new Map(world.artists.map((artist) => [artist.name.toLowerCase(), artist]));
  const shared = new Map<number, number[]>();
  world.coArtist.forEach((artist, row) => {
    if (artist < 0) return;
    const rows = shared.get(artist);
    if (rows) rows.push(row);
    else shared.set(artist, [row]);
  });
  return {
    world,
    find: (name) => byName.get(name.toLowerCase()),
    rowsOf: ({ index, from, to }) => {
      const own = Uint32Array.from({ length: to - from }, (_, i) => from + i);
      const others = shared.get(index);
      if (!others) return own;
      return Uint32Array.from([...own, ...others]).sort((a, b) => world.uploadId[a]! - world.uploadId[b]!);
    },
  };
}
