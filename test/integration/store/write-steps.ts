import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';

/**
 * A process that crawls invented artists until it is ended: pages of 20, four artists at a time, each from its stored
 * cursor. The cursor after page n is n + 1. It prints `artist pages` once they are committed.
 */
const [path, pages] = [process.argv[2]!, Number(process.argv[3])];
const ids = ['a', 'b', 'c', 'd'];
await using store = await Store.open(path);
await store.addArtists(
  ids.map((id) => artist(id)),
  0,
);
const frontier = await store.frontier('artstation');
process.stdout.write('started\n');
await Promise.all(
  ids.map(async (id) => {
    const entry = frontier.find(({ artistId }) => artistId === id)!;
    if (entry.state === 'complete') return;
    for (let page = Number(entry.cursor ?? 0); page < pages; page++) {
      const uploads = Array.from({ length: 20 }, (_, i) =>
        upload(id, `${id}-${page}-${i}`, (page * 20 + i) * 3_600_000),
      );
      const isLast = page === pages - 1;
      await store.saveStep(
        step(id, uploads, {
          cursor: isLast ? null : String(page + 1),
          state: isLast ? 'complete' : 'partial',
          hidden: 1,
        }),
      );
      process.stdout.write(`${id} ${page + 1}\n`);
    }
  }),
);
