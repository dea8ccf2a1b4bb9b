import { expect, test } from 'vitest';
import { siteName } from '../../../src/crawlers/registry.ts';

test('a site is known by its exact name', () => {
  expect(siteName('danbooru')).toBe('danbooru');
});

test('an unknown site is a usage error that lists the three', () => {
  expect(() => siteName('pixiv')).toThrow(
    expect.objectContaining({
      code: 'USAGE_INVALID',
      message: expect.stringContaining('artstation, deviantart, danbooru'),
    }),
  );
});
