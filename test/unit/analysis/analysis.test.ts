import { expect, test } from 'vitest';
import { ALL_SITES, type AnalysisOptions, analyzeActivity } from '../../../src/analysis/analysis.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { createRng } from '../../../src/core/rng.ts';
import { activityOf, simulateWorlds } from '../../support/activity.ts';

const CUTOFF = monthFromText('2022-01');
const TO = monthFromText('2023-10');
const OPTIONS: AnalysisOptions = {
  from: monthFromText('2021-01'),
  to: TO,
  cutoff: CUTOFF,
  placeboCutoffs: ['2018-01', '2019-01', '2020-01'].map(monthFromText),
  draws: 30,
  rng: createRng(1),
};

function world(site: string) {
  return { site, entryPerMonth: 3, exitHazard: 0.03, activity: 0.6, from: CUTOFF - 96, to: TO };
}

test('a cohort figure always has its null models, placebo slopes and verdict', () => {
  const analysis = analyzeActivity(simulateWorlds([world('a'), world('b')], createRng(1)), OPTIONS);
  expect(analysis.cohorts.map(({ site }) => site)).toEqual(['a', 'b']);
  for (const figure of analysis.cohorts) {
    for (const panel of [figure.artists, figure.uploads]) {
      expect(panel.senior).toHaveLength(34);
      expect(panel.junior[0]).toMatchObject({ month: '2022-01' });
      expect(panel.junior).toHaveLength(22);
      expect(panel.nullModel).toHaveLength(44);
      expect(panel.slopes.filter(({ isPlacebo }) => isPlacebo)).toHaveLength(9);
      expect(panel.verdict.sentence).not.toBe('');
    }
    expect(figure.exitModel).not.toBeNull();
  }
});

test('four sites have a figure each, five share one', () => {
  const four = ['a', 'b', 'c', 'd'].map(world);
  expect(analyzeActivity(simulateWorlds(four, createRng(1)), OPTIONS).totals).toHaveLength(4);
  const pooled = analyzeActivity(simulateWorlds([...four, world('e')], createRng(1)), OPTIONS);
  expect(pooled.isPooled).toBe(true);
  expect(pooled.totals.map(({ site }) => site)).toEqual([ALL_SITES]);
  expect(pooled.sites.map(({ slopes }) => slopes?.senior.months)).toEqual([22, 22, 22, 22, 22]);
});

test('the caller can ask for one figure of few sites, or one each of many', () => {
  const activity = simulateWorlds(['a', 'b'].map(world), createRng(1));
  expect(analyzeActivity(activity, { ...OPTIONS, pool: true }).cohorts).toHaveLength(1);
  expect(analyzeActivity(activity, { ...OPTIONS, pool: false }).cohorts).toHaveLength(2);
});

test('a site without uploads in the window is listed and not drawn', () => {
  const activity = activityOf([
    { site: 'old', uploads: { '2015-01': 2 } },
    { site: 'new', uploads: { '2022-03': 1 } },
  ]);
  const analysis = analyzeActivity(activity, OPTIONS);
  expect(analysis.sites).toMatchObject([
    { site: 'old', uploads: 2, uploadsInWindow: 0, slopes: null },
    { site: 'new', uploads: 1, uploadsInWindow: 1 },
  ]);
  expect(analysis.totals.map(({ site }) => site)).toEqual(['new']);
});

test('a pool takes in sites that only a placebo window reaches', () => {
  const activity = activityOf([
    { site: 'old', uploads: { '2018-05': 2 } },
    { site: 'ancient', uploads: { '2010-05': 2 } },
    { site: 'new', uploads: { '2022-03': 1 } },
  ]);
  const [figure] = analyzeActivity(activity, { ...OPTIONS, pool: true }).cohorts;
  const placebo = figure!.artists.slopes.find(({ cutoff, group }) => cutoff === '2018-01' && group === 'all');
  expect(placebo).toMatchObject({ artists: 1, meanPerMonth: 1 / 22 });
});

test('an empty store gives an analysis without figures', () => {
  expect(analyzeActivity(activityOf([]), OPTIONS)).toMatchObject({ sites: [], totals: [], cohorts: [] });
});

test('histories that are not complete are counted', () => {
  const activity = activityOf([{ uploads: { '2021-03': 1 } }, { uploads: { '2021-03': 1 }, isComplete: false }]);
  expect(analyzeActivity(activity, OPTIONS).totals[0]).toMatchObject({ artists: 2, completeArtists: 1 });
});

test('the same seed gives the same analysis, and it goes to JSON whole', () => {
  const activity = simulateWorlds([world('a')], createRng(1));
  const once = analyzeActivity(activity, { ...OPTIONS, rng: createRng(7) });
  expect(analyzeActivity(activity, { ...OPTIONS, rng: createRng(7) })).toEqual(once);
  expect(JSON.parse(JSON.stringify(once))).toEqual(once);
});

test('a cutoff outside the window is refused', () => {
  expect(() => analyzeActivity(activityOf([]), { ...OPTIONS, cutoff: TO + 1 })).toThrow(RangeError);
});
