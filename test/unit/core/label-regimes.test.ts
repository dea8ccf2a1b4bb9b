import { describe, expect, test } from 'vitest';
import { labelFromMark, labelRegimeAt } from '../../../src/core/label-regimes.ts';

describe('label regimes', () => {
  test('a regime begins at its first instant and not before', () => {
    const start = Date.UTC(2023, 5, 12);
    expect(labelRegimeAt('deviantart', start)).toBe('deviantart-mandatory');
    expect(labelRegimeAt('deviantart', start - 1)).toBe('none');
  });

  test('a site nobody described has no regime', () => {
    expect(labelRegimeAt('elsewhere', Date.UTC(2023, 5, 12))).toBe('none');
  });

  test('the lack of a mark says no under a regime and nothing before it', () => {
    expect(labelFromMark(undefined, 'deviantart-mandatory')).toBe('no');
    expect(labelFromMark(undefined, 'none')).toBe('unknown');
  });

  test('a mark counts whenever the work was published', () => {
    expect(labelFromMark('yes', 'none')).toBe('yes');
    expect(labelFromMark('assisted', 'danbooru-tags')).toBe('assisted');
  });
});
