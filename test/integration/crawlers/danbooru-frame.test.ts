import { afterEach, beforeEach, expect, test } from 'vitest';
import { Store } from '../../../src/store/store.ts';
import { runCrawl } from './crawl-setup.ts';
import { type FakeSite, startFakeSite } from './fake-sites.ts';

const TARGET = { kind: 'sample', size: 1, threshold: 3, seed: 1 } as const;
const PER_PAGE = 1000;

let fake: FakeSite;
let store: Store;
beforeEach(async () => {
  fake = await startFakeSite('danbooru');
  store = await Store.open(':memory:');
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
  await store.close();
});

/** Tags of `page`, from the most posts down; the last of the first page has `least` posts. */
const tags = (page: number, least: number) =>
  Array.from({ length: PER_PAGE }, (_, i) => ({
    name: `tag_${page}_${i}`,
    post_count: least + PER_PAGE * (2 - page) - 1 - i,
    category: 1,
  }));
const json = (body: unknown, status = 200) => Response.json(body, { status });

async function sampled() {
  await runCrawl(store, fake.siteConfig, TARGET);
  const [sample] = await store.samples();
  return { frameSize: sample!.frameSize, frameShortfall: sample!.frameShortfall };
}

test('a list of tags that goes below the threshold is the whole frame', async () => {
  fake.world.tagPage = (page) => json(page === 1 ? tags(1, 1) : []);
  expect(await sampled()).toEqual({ frameSize: PER_PAGE - 2, frameShortfall: null });
});

test('a site with few tags, all above the threshold, is the whole frame', async () => {
  fake.world.tagPage = (page) => json(page === 1 ? tags(1, 100).slice(0, 20) : []);
  expect(await sampled()).toEqual({ frameSize: 20, frameShortfall: null });
});

test('an empty page behind a full one ends a frame that is cut short, and is asked for twice', async () => {
  let asked = 0;
  fake.world.tagPage = (page) => {
    if (page === 2) asked++;
    return json(page === 1 ? tags(1, 100) : []);
  };
  expect(await sampled()).toEqual({
    frameSize: PER_PAGE,
    frameShortfall: 'the list of artist tags ends after 1000, at 100 posts',
  });
  expect(asked).toBe(2);
});

test('a page that is empty once does not', async () => {
  let asked = 0;
  fake.world.tagPage = (page) => json(page === 1 ? tags(1, 1000) : page === 2 && asked++ > 0 ? tags(2, 1000) : []);
  expect(await sampled()).toMatchObject({ frameSize: 2 * PER_PAGE - 3 });
});

test('the end of numbered pages ends a frame that is cut short', async () => {
  const error = {
    success: false,
    error: 'PaginationExtension::PaginationError',
    message: 'You cannot go beyond page 1.',
  };
  fake.world.tagPage = (page) => (page === 1 ? json(tags(1, 100)) : json(error, 410));
  expect(await sampled()).toMatchObject({
    frameSize: PER_PAGE,
    frameShortfall: expect.stringContaining('at 100 posts'),
  });
});

test('a page that comes again and again does too', async () => {
  fake.world.tagPage = () => json(tags(1, 100));
  expect(await sampled()).toMatchObject({ frameSize: PER_PAGE, frameShortfall: expect.any(String) });
});
