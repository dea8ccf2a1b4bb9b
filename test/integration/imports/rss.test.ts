import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { importRecorded } from '../../../src/jobs/import-recorded.ts';
import { Store } from '../../../src/store/store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-rss-'));
});
afterEach(() => rm(folder, { recursive: true }));

const item = (by: string, number: number) => `<item><title>T</title>
<link>https://www.deviantart.com/${by}/art/T-${number}</link><pubDate>Thu, 31 Dec 2020 16:00:00 PST</pubDate>
<media:credit role="author">${by}</media:credit></item>`;

test('a recorded feed is stored once, without the works of other people', async () => {
  await writeFile(
    join(folder, 'feed.xml'),
    `<rss xmlns:media="http://search.yahoo.com/mrss/"><channel>
<link>https://www.deviantart.com/?q=gallery:someone</link>
${item('someone', 1)}${item('other', 2)}${item('someone', 3)}</channel></rss>`,
  );
  await using store = await Store.open(join(folder, 'store.duckdb'));
  const once = await importRecorded({ store, clock: systemClock, runId: 'a', file: folder });
  expect(once).toMatchObject({ uploadsAdded: 2, artists: 1, skipped: ['feed.xml: 1 works of others than someone'] });
  const twice = await importRecorded({ store, clock: systemClock, runId: 'b', file: folder });
  expect(twice).toMatchObject({ uploadsRead: 2, uploadsAdded: 0 });
});
