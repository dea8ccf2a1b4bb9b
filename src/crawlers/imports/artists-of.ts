import type { Artist, Upload } from '../../core/records.ts';

/** An artist for each upload: the one the page tells of, else one who has the site's key for a name. */
export function artistsOf(uploads: readonly Upload[], known: readonly Artist[]): readonly Artist[] {
  const artists = new Map(known.map((artist) => [artist.artistId, artist]));
  const found = new Map<string, Artist>();
  for (const { site, artistId } of uploads) {
    found.set(artistId, artists.get(artistId) ?? nameless(site, artistId));
  }
  return [...found.values()];
}

function nameless(site: string, artistId: string): Artist {
  return { site, artistId, name: artistId, followers: null, followersKind: null, worksClaimed: null };
}
