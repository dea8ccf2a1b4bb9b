import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GOLDEN, worstError } from '../../../support/golden.ts';
import { panelChecks } from '../../../support/golden-panel.ts';
import { seriesChecks } from '../../../support/golden-series.ts';
import { worstByMethod } from '../../../support/golden-table.ts';

test.each(worstByMethod(seriesChecks))('$method agrees with $reference on $blocks blocks to $tolerance', (row) => {
  expect(row.missed).toEqual([]);
});

test('every block of the fixture is compared with something', () => {
  const compared = new Set([...seriesChecks, ...panelChecks].map(({ block }) => block));
  const inSeries = Object.entries(GOLDEN.series).flatMap(([name, { ref }]) =>
    Object.keys(ref).map((block) => `series/${name}/${block}`),
  );
  const beside = ['poisson_fe_did', 'twfe_log1p_did', 'negbin2'].map((block) => `panel/${block}`);
  const blocks = [...inSeries, ...beside, 'kaplan_meier', 'cluster_bootstrap'];
  expect(blocks.filter((block) => !compared.has(block))).toEqual([]);
});

test('the page on statistics lists every comparison; npm run golden rewrites it', () => {
  const page = readFileSync(new URL('../../../../docs/reference/statistics.md', import.meta.url), 'utf8');
  const rows = worstByMethod([...seriesChecks, ...panelChecks]);
  expect(rows.filter(({ method, blocks }) => !page.includes(`| ${method} | ${blocks} |`))).toEqual([]);
});

test('a comparison sees a wrong number, a missing one and one that should not be there', () => {
  expect(worstError({ p: 0.5 }, { p: 0.5 })).toBe(0);
  expect(worstError({ p: 0.5 }, { p: 0.25 })).toBe(0.25);
  expect(worstError({ p: 2e6 }, { p: 1e6 })).toBe(1);
  for (const wrong of [{ p: null }, { p: Number.NaN }, {}, null]) expect(worstError(wrong, { p: 1 })).toBe(Infinity);
  expect(worstError({ p: 1 }, { p: null })).toBe(Infinity);
  expect(worstError(Float64Array.of(1), [1, 2])).toBe(Infinity);
});
