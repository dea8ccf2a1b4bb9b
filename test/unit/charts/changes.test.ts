import { compile } from 'vega-lite';
import { expect, test, vi } from 'vitest';
import { changesChart, divergenceWords } from '../../../src/charts/changes.ts';
import type { SiteChanges, TagDivergence } from '../../../src/core/change-tables.ts';

const divergence: TagDivergence = {
  compares: 'cohorts',
  bits: 0.1234,
  expected: 0.02,
  p: 0.01,
  permutations: 99,
  artists: [4, 5],
  shifts: [],
  reason: '',
};
const site: SiteChanges = {
  site: 'danbooru',
  divergences: [
    divergence,
    { ...divergence, compares: 'periods', bits: null, p: null, expected: null, reason: 'why not' },
  ],
  entropy: [
    { month: 624, group: 'all', bits: 3.2, correction: 0.1, uses: 40 },
    { month: 625, group: 'all', bits: null, correction: null, uses: 0 },
  ],
  vendi: {
    works: 20,
    points: [
      { month: 624, score: 7 },
      { month: 625, score: null },
    ],
    reason: '1 of 2 months …',
  },
  marks: [],
};
const options = { from: 624, to: 625, cutoff: 625 };

test('compiles without a warning, and in pages without eval', () => {
  const warn = vi.fn();
  const logger = { warn, info: () => logger, debug: () => logger, error: warn, level: () => logger };
  const { spec } = compile(changesChart([site], options), { logger: logger as never }); // a stub without overloads
  expect(warn.mock.calls).toEqual([]);
  expect(JSON.stringify(spec)).not.toMatch(/datetime\(\d{6,}\)/);
});

test('says how much the tags differ, how much by chance, and why not where that is not known', () => {
  expect(divergenceWords(divergence)).toBe(
    'Seniors and juniors from the cutoff on: Jensen–Shannon divergence 0.123 bits, by chance 0.020 (p = 0.010)',
  );
  expect(JSON.stringify(changesChart([site], options))).toContain('why not');
});

test('the title claims a difference only below the level, and names where', () => {
  const title = (sites: readonly SiteChanges[]) => (changesChart(sites, options).title as { text: string }).text;
  const alike = { ...site, site: 'artstation', divergences: [{ ...divergence, p: 0.3 }] };
  expect(title([site])).toBe('Seniors and juniors tag differently');
  expect(title([site, alike])).toBe('Seniors and juniors tag differently on Danbooru');
  expect(title([alike])).toBe('No difference is shown between the tags of seniors and juniors');
  const unknown = { ...site, divergences: [{ ...divergence, bits: null, expected: null, p: null }] };
  expect(title([unknown])).toBe('The tags of seniors and juniors cannot be compared');
});

test('a site without tags has no panels, one without a Vendi score only its entropy', () => {
  const noTags = { ...site, entropy: [] };
  const noScore = { ...site, vendi: { ...site.vendi, works: null } };
  expect(changesChart([noTags], options).vconcat).toHaveLength(0);
  expect(changesChart([noScore, site], options).vconcat).toHaveLength(3);
});
