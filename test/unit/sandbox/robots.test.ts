import { describe, expect, test } from 'vitest';
import { ROBOTS } from '../../../src/sandbox/robots.ts';

describe('robots.txt of the stand-in sites', () => {
  test.each([
    '/posts.json',
    '/posts.json?tags=x&limit=200',
    '/posts/1.json',
    '/tags.json',
    '/counts/posts.json?tags=x',
    '/related_tag.json',
    '/posts/random',
  ])('Danbooru closes %s', (path) => {
    expect(isOpen(ROBOTS.danbooru, path)).toBe(false);
  });

  test.each(['/artists.json', '/explore/posts/popular.json', '/posts?tags=x', '/artists/1'])(
    'Danbooru opens %s',
    (path) => {
      expect(isOpen(ROBOTS.danbooru, path)).toBe(true);
    },
  );

  test('ArtStation closes the lists of who follows whom and opens projects', () => {
    expect(isOpen(ROBOTS.artstation, '/users/someone/followers.json')).toBe(false);
    expect(isOpen(ROBOTS.artstation, '/users/someone/following.json')).toBe(false);
    expect(isOpen(ROBOTS.artstation, '/users/someone/projects.json')).toBe(true);
  });

  test('DeviantArt opens its interface and its galleries', () => {
    expect(isOpen(ROBOTS.deviantart, '/api/v1/oauth2/gallery/all')).toBe(true);
    expect(isOpen(ROBOTS.deviantart, '/someone/gallery')).toBe(true);
  });
});

/** RFC 9309: the longest matching rule wins, and Allow wins a tie. One group, no percent-encoding. */
function isOpen(robots: string, path: string): boolean {
  const rules = [...robots.matchAll(/^(Allow|Disallow): (\S+)$/gm)].filter(([, , pattern]) => {
    const source = pattern!.replace(/[.+?^{}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${source}`).test(path);
  });
  const weight = ([, verb, pattern]: RegExpExecArray) => pattern!.length + (verb === 'Allow' ? 0.5 : 0);
  return rules.toSorted((a, b) => weight(b) - weight(a))[0]?.[1] !== 'Disallow';
}
