import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SITES, type SiteName } from '../../../src/config/config.ts';
import { Store } from '../../../src/store/store.ts';
import { runCrawl } from './crawl-setup.ts';
import { type FakeSite, type Fault, SIZES, startFakeSite, withHeaders } from './fake-sites.ts';

let fake: FakeSite;
let store: Store;

async function open(site: SiteName): Promise<void> {
  fake = await startFakeSite(site);
  store = await Store.open(':memory:');
}
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
  await store.close();
});

async function crawled(works: number) {
  fake.world.works.set('someone', works);
  const summary = await runCrawl(store, fake.siteConfig, ['someone']);
  const [coverage] = await store.coverage();
  return { summary, coverage };
}
function arm(page: number, fault: Fault): void {
  fake.world.faults = [{ artist: 'someone', page, fault, times: 1 }];
}
const json = (body: unknown) => withHeaders(200, {}, JSON.stringify(body));

/** Most requests for the dates of n works, the artist's look-up included; robots.txt and token apart. */
const BUDGETS: Readonly<Record<SiteName, (n: number) => number>> = {
  artstation: (n) => 2 + Math.ceil(n / 50),
  deviantart: (n) => Math.ceil(n / 24) + 2,
  danbooru: (n) => Math.floor(n / 200) + 2,
};

describe.each(SITES)('%s', (site) => {
  const limit = SIZES[site];
  beforeEach(() => open(site));

  test.each([0, 1, limit - 1, limit, limit + 1, 2 * limit, 2 * limit + 1])(
    '%i works are read whole within the budget of requests',
    async (works) => {
      const { coverage } = await crawled(works);
      expect(coverage).toMatchObject({ state: 'complete', uploads: works });
      const listing = fake.world.requests.filter((path) => !/robots|token|tags\.json/.test(path));
      expect(listing.length).toBeLessThanOrEqual(BUDGETS[site](works));
    },
  );
});

describe('artstation', () => {
  beforeEach(() => open('artstation'));

  test('a work published between two pages is found, and nothing is lost', async () => {
    fake.world.beforePage = (_artist, page) => {
      if (page === 1) fake.world.works.set('someone', 121);
    };
    const { coverage } = await crawled(120);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 121 });
  });

  test('a list that shrinks while it is read may have hidden a work from us: partial, and a rerun completes it', async () => {
    fake.world.beforePage = (_artist, page) => {
      if (page === 1) fake.world.works.set('someone', 119);
    };
    const { coverage } = await crawled(120);
    expect(coverage).toMatchObject({
      state: 'partial',
      reason: 'the list shrank from 120 to 119 works while it was read',
    });
    fake.world.beforePage = () => {};
    expect((await crawled(119)).coverage).toMatchObject({ state: 'complete', uploads: 120 });
  });

  test('an empty page before the end is told, not taken for the end', async () => {
    arm(1, json({ data: [], total_count: 120 }));
    const { summary, coverage } = await crawled(120);
    expect(coverage).toMatchObject({ state: 'partial', uploads: 50 });
    expect(summary.problems[0]!.reason).toBe('the list ended after 50 of the 120 works it claims');
    expect((await crawled(120)).coverage).toMatchObject({ state: 'complete', uploads: 120 });
  });

  test.each([0, 50, 60, 100])('a total of %i that the rows contradict does not end the list', async (total) => {
    fake.world.total = total;
    fake.world.claimed = 120;
    expect((await crawled(120)).coverage).toMatchObject({ state: 'complete', uploads: 120 });
  });

  test('a total that ends with a full page is looked behind, even where the profile claims nothing', async () => {
    fake.world.total = 100;
    expect((await crawled(120)).coverage).toMatchObject({ state: 'complete', uploads: 120 });
  });

  test('a list shorter than the profile claims is partial, and both numbers are told', async () => {
    fake.world.claimed = 130;
    const { coverage } = await crawled(120);
    expect(coverage).toMatchObject({
      state: 'partial',
      uploads: 120,
      reason: 'the list ended after 120 works, but the profile claims 130',
    });
    fake.world.claimed = 120;
    expect((await crawled(120)).coverage).toMatchObject({ state: 'complete', uploads: 120 });
  });

  test('an interrupted crawl knows the claim of the profile when it goes on', async () => {
    fake.world.claimed = 120;
    arm(1, withHeaders(500, {}));
    fake.world.faults[0]!.times = 9;
    expect((await crawled(119)).coverage).toMatchObject({ state: 'partial', uploads: 50 });
    fake.world.faults = [];
    const { coverage } = await crawled(119);
    expect(coverage).toMatchObject({ state: 'partial', reason: expect.stringContaining('the profile claims 120') });
  });

  test('pages of another size than asked for are read as they come', async () => {
    const row = (id: number) => ({
      id,
      user_id: 1,
      hash_id: `h${id}`,
      title: '',
      published_at: '2023-01-01T00:00:00-05:00',
      permalink: `https://www.artstation.com/artwork/h${id}`,
    });
    fake.world.faults = [0, 1, 2].map((page) => ({
      artist: 'someone',
      page,
      times: 1,
      fault: json({ data: [row(2 * page), row(2 * page + 1)].slice(0, 5 - 2 * page), total_count: 5 }),
    }));
    expect((await crawled(5)).coverage).toMatchObject({ state: 'complete', uploads: 5 });
  });
});

describe('deviantart', () => {
  beforeEach(() => open('deviantart'));

  test('a token that ends in the middle of a gallery is renewed and the page asked for again', async () => {
    arm(1, withHeaders(401, {}, '{"error": "invalid_token"}'));
    const { coverage } = await crawled(60);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 60 });
    expect(fake.world.requests.filter((path) => path === '/oauth2/token')).toHaveLength(2);
  });

  test('a token that never works stops the run', async () => {
    fake.world.faults = [{ artist: 'someone', page: 0, fault: withHeaders(401, {}), times: 9 }];
    const { summary } = await crawled(60);
    expect(summary.stopped).toMatchObject({ remedy: 'stop', status: 401 });
    expect(fake.world.faults[0]!.times).toBe(7);
  });

  test('hidden slots are counted: at the start of a page, a whole page', async () => {
    fake.world.isHidden = (slot) => slot >= 99 || (slot >= 28 && slot < 52);
    const { coverage } = await crawled(100);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 75, hidden: 25 });
  });

  test('an empty page that claims to be the last is looked behind', async () => {
    arm(1, json({ has_more: false, next_offset: null, results: [] }));
    const { coverage } = await crawled(80);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 56, hidden: 24 });
  });

  test('two empty pages in a row that claim to be the last, before the works that the profile claims, are told', async () => {
    const empty = json({ has_more: false, next_offset: null, results: [] });
    fake.world.faults = [1, 2].map((page) => ({ artist: 'someone', page, fault: empty, times: 1 }));
    expect((await crawled(100)).coverage).toMatchObject({
      state: 'partial',
      uploads: 24,
      reason: 'the list ended at slot 48 of the 100 works that the profile claims',
    });
    expect((await crawled(100)).coverage).toMatchObject({ state: 'complete', uploads: 100, reason: null });
  });

  test('a full page that claims to be the last, with nothing behind it, is told where the profile claims more', async () => {
    fake.world.beforePage = (_artist, page) => {
      if (page === 1) arm(1, truncated(24, 100));
      if (page === 2) arm(2, json({ has_more: false, next_offset: null, results: [] }));
    };
    expect((await crawled(100)).coverage).toMatchObject({
      state: 'partial',
      uploads: 48,
      reason: 'the list ended at slot 48 of the 100 works that the profile claims',
    });
  });

  test('hidden slots of the last page are counted where the profile claims them', async () => {
    fake.world.isHidden = (slot) => slot < 3;
    expect((await crawled(60)).coverage).toMatchObject({ state: 'complete', uploads: 57, hidden: 3 });
  });

  test('a full page that claims to be the last is looked behind', async () => {
    fake.world.beforePage = (_artist, page) => {
      if (page === 1) arm(1, truncated(24, 60));
    };
    const { coverage } = await crawled(60);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 60 });
  });

  test('a page that is empty once is asked for again, and its works are not taken for hidden', async () => {
    arm(1, json({ has_more: true, next_offset: 48, results: [] }));
    expect((await crawled(60)).coverage).toMatchObject({ state: 'complete', uploads: 60, hidden: 0 });
  });

  test.each([
    ['the same offset', 24],
    ['no offset', null],
  ])('a page that points to %s as the next ends partial', async (_name, next) => {
    const fault = json({ has_more: true, next_offset: next, results: [] });
    fake.world.faults = [{ artist: 'someone', page: 1, fault, times: 2 }];
    const { coverage } = await crawled(60);
    expect(coverage).toMatchObject({
      state: 'partial',
      reason: `the page at offset 24 points to offset ${next} as the next`,
    });
    expect((await crawled(60)).coverage).toMatchObject({ state: 'complete', uploads: 60 });
  });

  test('fifty empty pages in a row are given up, and said so', async () => {
    fake.world.isHidden = () => true;
    const { coverage } = await crawled(60 * 24);
    expect(coverage).toMatchObject({
      state: 'partial',
      reason: expect.stringMatching(/^50 empty pages in a row/),
      hidden: 1200,
    });
  });

  test('a work published between two pages is found, and nothing is lost', async () => {
    fake.world.beforePage = (_artist, page) => {
      if (page === 1) fake.world.works.set('someone', 61);
    };
    expect((await crawled(60)).coverage).toMatchObject({ state: 'complete', uploads: 61 });
  });

  test('a page with works of somebody else is refused', async () => {
    const work = {
      deviationid: 'x',
      title: '',
      url: 'https://x/art/x-1',
      published_time: '1',
      author: { userid: 'other', username: 'other' },
    };
    arm(0, json({ has_more: false, next_offset: null, results: [work] }));
    expect((await crawled(1)).coverage).toMatchObject({
      state: 'partial',
      reason: expect.stringContaining('expected U-SOMEONE'),
    });
  });

  test('a gallery deeper than 10,000 works is finished from its folders', async () => {
    const { coverage } = await crawled(10_050);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 10_050, reason: null });
  });

  function truncated(offset: number, count: number): Fault {
    const results = Array.from({ length: 24 }, (_, i) => count - 1 - offset - i).map((slot) => ({
      deviationid: `someone-${slot}`,
      title: '',
      url: `https://www.deviantart.com/someone/art/Work-${1000 + slot}`,
      author: { userid: 'U-SOMEONE', username: 'someone' },
      published_time: '1600000000',
    }));
    return json({ has_more: false, next_offset: null, results });
  }
});

describe("deviantart's labels", () => {
  beforeEach(() => open('deviantart'));
  const labelled = async (works: number) => {
    fake.world.works.set('someone', works);
    const summary = await runCrawl(store, fake.siteConfig, ['someone'], { labels: 'detail' });
    const [entry] = await store.frontier('deviantart');
    return { labelled: summary.labelled, problems: summary.problems, hasLabels: entry!.hasLabels };
  };

  test('a website that ends its list too early is looked behind', async () => {
    fake.world.websiteEnds = (offset) => offset === 24;
    expect(await labelled(100)).toEqual({ labelled: 100, problems: [], hasLabels: true });
  });

  test('a website that ends twice in a row is told, and the labels are gone on with by the next run', async () => {
    fake.world.websiteEnds = (offset) => offset >= 24;
    fake.world.isOnWebsite = (slot) => slot >= 52;
    expect(await labelled(100)).toMatchObject({
      labelled: 48,
      problems: [{ reason: expect.stringContaining('52 works have no label yet') }],
      hasLabels: false,
    });
    fake.world.websiteEnds = () => false;
    fake.world.isOnWebsite = () => true;
    expect(await labelled(100)).toEqual({ labelled: 52, problems: [], hasLabels: true });
  });

  test('works that the website does not show, in a list that is whole, do not hold the labels up', async () => {
    fake.world.isOnWebsite = (slot) => slot !== 7;
    expect(await labelled(60)).toEqual({ labelled: 59, problems: [], hasLabels: true });
  });
});

describe('danbooru', () => {
  beforeEach(() => open('danbooru'));

  test('a page that is short in the middle does not end the list', async () => {
    fake.world.beforePage = (_artist, page) => {
      if (page === 1) arm(1, short(210, 170));
    };
    expect((await crawled(410)).coverage).toMatchObject({ state: 'complete', uploads: 410 });
  });

  test('a number of posts that lags behind does not end the list', async () => {
    fake.world.total = 150;
    arm(0, short(410, 170));
    expect((await crawled(410)).coverage).toMatchObject({ state: 'complete', uploads: 410 });
  });

  test('a tag with more posts than a thousand numbered pages hold is read whole', async () => {
    const { summary, coverage } = await crawled(200_001);
    expect(coverage).toMatchObject({ state: 'complete', uploads: 200_001 });
    expect(summary.requests).toBeLessThanOrEqual(BUDGETS.danbooru(200_001) + 1);
  });

  test('an empty page before the posts that the tag claims is told, and a rerun completes it', async () => {
    fake.world.faults = [{ artist: 'someone', page: 1, fault: json([]), times: 9 }];
    const { coverage } = await crawled(410);
    expect(coverage).toMatchObject({
      state: 'partial',
      reason: 'the list ended after 200 of the 410 posts that the tag claims',
    });
    fake.world.faults = [];
    expect((await crawled(410)).coverage).toMatchObject({ state: 'complete', uploads: 410 });
  });

  test('an id that does not fall is told', async () => {
    arm(1, (c) => c.json([post(411)]));
    const { coverage } = await crawled(410);
    expect(coverage).toMatchObject({ state: 'partial', reason: expect.stringMatching(/^asked for posts below 211/) });
    expect((await crawled(410)).coverage).toMatchObject({ state: 'complete' });
  });

  /** Posts `from` and down, `size` of them, out of a page of 200. */
  function short(from: number, size: number): Fault {
    return (c) => c.json(Array.from({ length: size }, (_, i) => post(from - i)));
  }
  function post(id: number) {
    return { id, created_at: '2023-01-01T00:00:00.000-05:00', tag_string_artist: 'someone', tag_string_meta: '' };
  }
});
