import { describe, expect, test } from 'vitest';
import { closedRobots, parseRobots } from '../../../../src/crawlers/http/robots.ts';

function allows(body: string, path: string, token = 'tidemark'): boolean {
  return parseRobots(body, token).verdict(path).isAllowed;
}

describe('choice of the group', () => {
  test('a group for us replaces the one for everybody', () => {
    const body = 'User-agent: *\nDisallow: /\n\nUser-agent: Tidemark\nDisallow: /private';
    expect(allows(body, '/posts')).toBe(true);
    expect(allows(body, '/private')).toBe(false);
    expect(allows(body, '/posts', 'other')).toBe(false);
  });
  test('all groups for us are merged, whatever their case and version', () => {
    const body =
      'User-agent: TIDEMARK/2.0\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: tidemark\nDisallow: /b';
    expect([allows(body, '/a'), allows(body, '/b'), allows(body, '/c')]).toEqual([false, false, true]);
  });
  test('agents in a row share rules, other lines in between do not part them', () => {
    const body = 'User-agent: tidemark\nSitemap: https://x/s.xml\nCrawl-delay: 2\nUser-agent: other\nDisallow: /a';
    expect(allows(body, '/a')).toBe(false);
    expect(allows(body, '/a', 'other')).toBe(false);
  });
  test('a longer name is another crawler', () => {
    expect(allows('User-agent: tidemarkbot\nDisallow: /', '/')).toBe(true);
  });
  test('without a group for us or everybody all is allowed', () => {
    expect(allows('User-agent: other\nDisallow: /', '/')).toBe(true);
    expect(allows('', '/')).toBe(true);
  });
});

describe('matching', () => {
  test('the longest rule wins and Allow wins a tie', () => {
    const body = 'User-agent: *\nDisallow: /a/b\nAllow: /a\nAllow: /p\nDisallow: /p';
    expect([allows(body, '/a/b'), allows(body, '/a/c'), allows(body, '/p')]).toEqual([false, true, true]);
  });
  test.each([
    ['/*.json', '/posts.json?x=1', false],
    ['/*.json$', '/posts.json?x=1', true],
    ['/*.json$', '/posts.json', false],
    ['/a*b*c', '/a-b-b-c-d', false],
    ['/a*b$', '/ab-b', false],
    ['/ab$', '/ab', false],
    ['/ab$', '/abb', true],
    ['/posts?*size=', '/posts?a=1&size=2', false],
    ['/Fish', '/fish', true],
    ['', '/anything', true],
  ])('Disallow: %s and %s', (rule, path, isAllowed) => {
    expect(allows(`User-agent: *\nDisallow: ${rule}`, path)).toBe(isAllowed);
  });
  test('percent-encodings are compared in one form, reserved ones stay apart', () => {
    expect(allows('User-agent: *\nDisallow: /é', '/%C3%A9')).toBe(false);
    expect(allows('User-agent: *\nDisallow: /%7Ejoe', '/~joe')).toBe(false);
    expect(allows('User-agent: *\nDisallow: /a%2fb', '/a%2Fb')).toBe(false);
    expect(allows('User-agent: *\nDisallow: /a%2Fb', '/a/b')).toBe(true);
  });
  test('robots.txt itself is always allowed', () => {
    expect(allows('User-agent: *\nDisallow: /', '/robots.txt')).toBe(true);
  });
  test('a pattern of many stars is matched at once', () => {
    const body = `User-agent: *\nDisallow: /${'*a'.repeat(60)}b`;
    expect(allows(body, `/${'a'.repeat(5000)}`)).toBe(true);
  });
});

describe('reading', () => {
  test('byte order mark, comments, any line end and broken lines do not spoil the file', () => {
    const body = '\uFEFFUser-agent: * # all\r\nnonsense\rDisallow : /a # here\n\nDisallow: /b';
    expect([allows(body, '/a'), allows(body, '/b')]).toEqual([false, false]);
  });
  test.each([
    ['2', 2000],
    ['0.5', 500],
    ['9999', 300_000],
    ['soon', undefined],
    ['-1', undefined],
  ])('Crawl-delay: %s means %s ms', (value, ms) => {
    expect(parseRobots(`User-agent: *\nCrawl-delay: ${value}`, 'tidemark').crawlDelayMs).toBe(ms);
  });
  test('a Crawl-delay that is cut short is noted', () => {
    const note = (seconds: number) => parseRobots(`User-agent: *\nCrawl-delay: ${seconds}`, 'tidemark').note;
    expect(note(300)).toBeUndefined();
    expect(note(9999)).toBe('Crawl-delay: 9999 is taken as 300 s');
  });
  test('500 KiB are read', () => {
    const filler = `# ${'x'.repeat(97)}\n`.repeat(5120);
    expect(filler.length).toBe(500 * 1024);
    const rule = 'Disallow: /late';
    expect(allows(`User-agent: *\n${filler.slice(rule.length + 14)}${rule}`, '/late')).toBe(false);
  });
  test('a line that the limit cuts in two is no rule', () => {
    const head = 'User-agent: *\nDisallow: /\n';
    const cut = 'Allow: /';
    const filler = `${'#'.repeat(512 * 1024 - head.length - cut.length - 1)}\n`;
    expect(allows(`${head}${filler}${cut}only-this`, '/anything')).toBe(false);
  });
  test('the verdict names the line that decided', () => {
    expect(parseRobots('User-agent: *\nDisallow: /*.json', 'tidemark').verdict('/a.json').rule).toBe(
      'Disallow: /*.json',
    );
  });
});

test('a file that nobody may read allows nothing', () => {
  expect(closedRobots(403).verdict('/a')).toEqual({ isAllowed: false, rule: 'it answers 403' });
});

test('a file written for search engines closes an API and leaves page families open', () => {
  const body =
    'User-agent: *\nDisallow: /\nDisallow: /*.json\nDisallow: /posts/random\nAllow: /$\nAllow: /artists\nAllow: /explore\nAllow: /posts\n';
  const closed = [
    '/posts.json',
    '/posts.json?tags=x&limit=200',
    '/posts/1.json',
    '/tags.json',
    '/counts/posts.json?tags=x',
    '/posts/random',
  ];
  const open = ['/artists.json', '/explore/posts/popular.json', '/posts?tags=x', '/artists/1', '/robots.txt'];
  expect(closed.filter((path) => allows(body, path))).toEqual([]);
  expect(open.filter((path) => !allows(body, path))).toEqual([]);
});
