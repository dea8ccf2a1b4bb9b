import { expect, test } from 'vitest';
import { combineSites, weightSensitivity } from '../../../../src/analysis/shares/combine-sites.ts';
import type { ShareDraws } from '../../../../src/core/shares.ts';

const drawsOf = (site: string, uploads: number[], shares: number[]): ShareDraws => ({
  site,
  assistedWeight: 0,
  months: uploads.map((_, i) => 636 + i),
  uploads: Float64Array.from(uploads),
  draws: shares.length / uploads.length,
  shares: Float64Array.from(shares),
});
const large = drawsOf('a', [300, 0], [0.1, 0.2, 0.2, 0.4]);
const small = drawsOf('b', [100, 0], [0.5, 0.6, 0.6, 0.8]);

test('sites are added up by uploads, draw by draw', () => {
  const all = combineSites([large, small])!;
  expect(all.site).toBe('all');
  expect([...all.uploads]).toEqual([400, 0]);
  expect(all.shares[0]).toBeCloseTo((300 * 0.1 + 100 * 0.5) / 400, 14);
  expect(all.shares[2]).toBeCloseTo((300 * 0.2 + 100 * 0.6) / 400, 14);
});

test('a month without uploads has the plain mean, not NaN', () => {
  const all = combineSites([large, small])!;
  expect([all.shares[1], all.shares[3]]).toEqual([0.4, 0.6000000000000001]);
});

test('scrape weights multiply uploads', () => {
  const all = combineSites([large, small], { b: 3 })!;
  expect(all.shares[0]).toBeCloseTo(0.3, 14);
});

test('no site gives nothing, other months are refused', () => {
  expect(combineSites([])).toBeNull();
  expect(() => combineSites([large, { ...small, months: [700, 701] }])).toThrow(/same months/);
});

test('the sensitivity to a weight moves towards the site that weighs more', () => {
  const rows = weightSensitivity([large, small]).filter(({ site }) => site === 'b');
  const [tenth, one, ten] = rows.map(({ share }) => share);
  expect(tenth).toBeLessThan(one!);
  expect(one).toBeLessThan(ten!);
  expect(weightSensitivity([])).toEqual([]);
  expect(weightSensitivity([{ ...large, uploads: new Float64Array(2) }])).toEqual([]);
});
