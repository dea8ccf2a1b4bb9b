import type { Catalogue } from '../world/catalogue.ts';
import type { WorldArtist } from '../world/world.ts';
import type { FaultBoard } from './board.ts';

/** The catalogue as it stands while faults wait. */
export interface CatalogueNow extends Catalogue {
  /** Artists with another name or fewer works than in the world, by their names in the world. */
  changes(): ReadonlyMap<string, WorldArtist>;
  rename(name: string): void;
  restoreNames(): void;
}

/** Works that a fault is to publish later are not there yet, and renamed artists are not found by their old names. */
export function catalogueNow(catalogue: Catalogue, board: FaultBoard): CatalogueNow {
  const { world } = catalogue;
  const artists = [...world.artists];
  const oldNames = new Map<string, string>();

  const now = (artist: WorldArtist): WorldArtist => {
    const withheld = Math.min(board.withheld(artist.name), artist.to - artist.from);
    const current = artists[artist.index]!;
    return withheld === 0 ? current : { ...current, to: artist.to - withheld };
  };
  return {
    world: { ...world, artists },
    find(name) {
      const artist = catalogue.find(oldNames.get(name.toLowerCase()) ?? name);
      const current = artist && now(artist);
      return current?.name.toLowerCase() === name.toLowerCase() ? current : undefined;
    },
    rowsOf: catalogue.rowsOf,
    changes() {
      const isSound = oldNames.size === 0 && !board.waiting.some(({ name }) => name === 'new-upload');
      const changed = isSound ? [] : world.artists.filter((artist) => now(artist) !== artist);
      return new Map(changed.map((artist) => [artist.name, now(artist)]));
    },
    rename(name) {
      const artist = catalogue.find(name);
      if (artist === undefined) return;
      const newName = `${artist.name}-renamed`;
      artists[artist.index] = { ...artist, name: newName };
      oldNames.set(newName.toLowerCase(), artist.name);
    },
    restoreNames() {
      for (const artist of world.artists) artists[artist.index] = artist;
      oldNames.clear();
    },
  };
}
