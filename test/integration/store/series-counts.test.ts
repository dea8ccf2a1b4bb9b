import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import type { MonthsBy } from '../../../src/store/types.ts';
import { artist, step, upload } from './records.ts';
import { temporaryFolder } from './temporary.ts';

const at = (text: string) => Date.parse(`${text}T00:00:00Z`);

async function invented(): Promise<Store> {
  const store = await Store.open(':memory:');
  const artists = [
    artist('big', { followers: 250_000 }),
    artist('small', { followers: 999 }),
    artist('new', { followers: null, followersKind: null }),
    artist('unread', { followers: 5 }),
  ];
  await store.addArtists(artists, at('2022-05-10'));
  const seenAt = at('2022-05-10');
  const big = [
    upload('big', 'b1', at('2022-01-05'), { label: 'yes', tags: ['cat', 'cat', 'sea'] }),
    upload('big', 'b2', at('2022-01-06'), { label: 'no', tags: ['cat'] }),
    upload('big', 'b3', at('2022-05-01'), { label: 'no' }),
  ];
  await store.saveStep(step('big', big, { seenAt }));
  await store.saveStep(step('small', [upload('small', 's1', at('2022-01-07'), { tags: ['sea'] })], { seenAt }));
  await store.saveStep(step('new', [upload('new', 'n1', at('2022-02-01'))], { seenAt }));
  return store;
}

async function lines(store: Store, dimension: MonthsBy): Promise<string[]> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'months.csv');
  const { rows } = await store.exportMonthsBy(dimension, 'csv', file);
  const text = readFileSync(file, 'utf8').trim().split('\n');
  expect(text).toHaveLength(rows + 1);
  return text.map((line) => line.replace('artstation,', ''));
}

test('months are counted by bin of audience, with what each month is worth', async () => {
  await using store = await invented();
  expect(await lines(store, 'follower-bin')).toEqual([
    'site,month,follower_bin,uploads,artists,state',
    '2022-01,0-999,1,1,complete',
    '2022-01,100000+,2,1,complete',
    '2022-02,unknown,1,1,complete',
    '2022-05,100000+,1,1,censored',
  ]);
});

test('one history that is not whole makes every month a lower bound', async () => {
  await using store = await invented();
  await store.saveStep(step('unread', [upload('unread', 'u1', at('2022-02-03'))], { state: 'partial', reason: 'cut' }));
  const states = (await lines(store, 'follower-bin')).slice(1).map((line) => line.split(',').at(-1));
  expect(states).toEqual(['lower bound', 'lower bound', 'lower bound', 'lower bound', 'censored']);
});

test('months are counted by uploader, each work once, where the site names uploaders', async () => {
  await using store = await invented();
  const site = 'danbooru';
  await store.addArtists(
    ['kim', 'ann'].map((id) => artist(id, { site })),
    at('2022-05-10'),
  );
  const post = (artistId: string, id: string, day: string, uploaderId: string | null) =>
    upload(artistId, id, at(day), { site, uploaderId });
  const seenAt = at('2022-05-10');
  const ofKim = [
    post('kim', '1', '2022-01-05', 'u7'),
    post('kim', '2', '2022-01-06', 'u7'),
    post('kim', '3', '2022-01-06', 'u8'),
    post('kim', '4', '2022-02-06', 'u8'),
    post('kim', '5', '2022-02-07', null),
    post('kim', '6', '2022-03-07', null),
  ];
  await store.saveStep(step('kim', ofKim, { site, seenAt }));
  const ofAnn = [post('ann', '3', '2022-01-06', 'u8'), post('ann', '7', '2022-05-06', 'u8')];
  await store.saveStep(step('ann', ofAnn, { site, seenAt }));
  expect(await lines(store, 'uploader')).toEqual([
    'site,month,uploads,uploaders,uploads_per_uploader,unknown,state',
    'danbooru,2022-01,3,2,1.5,0,complete',
    'danbooru,2022-02,1,1,1.0,1,lower bound',
    'danbooru,2022-03,0,0,,1,lower bound',
    'danbooru,2022-05,1,1,1.0,0,censored',
  ]);
});

test('months are counted by label and by tag, a tag once a work', async () => {
  await using store = await invented();
  expect((await lines(store, 'label')).slice(1)).toEqual([
    '2022-01,no,1,1,complete',
    '2022-01,unknown,1,1,complete',
    '2022-01,yes,1,1,complete',
    '2022-02,unknown,1,1,complete',
    '2022-05,no,1,1,censored',
  ]);
  expect((await lines(store, 'tag')).slice(1)).toEqual(['2022-01,cat,2,1,complete', '2022-01,sea,2,2,complete']);
});
