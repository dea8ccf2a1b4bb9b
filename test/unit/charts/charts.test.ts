import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test, vi } from 'vitest';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { cohortChart } from '../../../src/charts/cohorts.ts';
import { loopChart } from '../../../src/charts/loop.ts';
import { compositionChart } from '../../../src/charts/loop-composition.ts';
import { scheduleChart } from '../../../src/charts/loop-schedule.ts';
import { placeboChart } from '../../../src/charts/placebo.ts';
import { sharesChart } from '../../../src/charts/shares.ts';
import { totalsChart } from '../../../src/charts/totals.ts';
import type { LoopMetric } from '../../../src/core/loop-tables.ts';
import type { MonthlyShare } from '../../../src/core/shares.ts';
import { analysisOf } from '../../support/analysis.ts';

const analysis: Analysis = analysisOf(['artstation', 'deviantart']);
const { from, to, events, draws } = analysis;
const options = { from, to, events, draws };

const SHARES: MonthlyShare[] = [635, 636, 637].map((month) => {
  const isKnown = month >= 636;
  return {
    site: 'artstation',
    month,
    labelRegime: isKnown ? 'artstation-tag' : 'none',
    uploads: 100,
    labelled: isKnown ? 80 : 0,
    yes: isKnown ? 8 : 0,
    assisted: 0,
    share: isKnown ? 0.1 : null,
    low: isKnown ? 0.05 : 0,
    high: isKnown ? 0.19 : 1,
  };
});

const LOOP: LoopMetric[] = [0, 1].flatMap((generation) =>
  ['replace', 'fresh'].map((arm) => ({
    arm,
    generation,
    metric: 'mean_variance',
    measured: 1 - generation / 10,
    standardError: 0.01,
    predicted: arm === 'fresh' ? null : 1 - generation / 10,
  })),
);

const DRAWS = [0, 1].map((generation) => ({ generation, metric: 'mean_variance', low: 0.9, median: 1, high: 1.1 }));
const ITEMS = [
  { arm: 'replace', generation: 0, sourceGeneration: null, items: 5 },
  { arm: 'replace', generation: 1, sourceGeneration: 0, items: 5 },
];
const FLOWS = [{ generation: 1, from: '2021-01', to: '2021-06', uploads: 10, share: 0.1 }];
const PATHS = [0.05, 0.5, 0.95].map((level) => ({ level, flows: FLOWS }));
const HARMLESS = [{ bias: 0.8, probability: 0.5 }];
const BOUNDS = [{ site: 'all', month: '2021-03', flowMet: 1, stockMet: null, harmless: HARMLESS }];

const CHARTS: Readonly<Record<string, TopLevelSpec>> = {
  totals: totalsChart(analysis.totals, options),
  cohorts: cohortChart(analysis.cohorts, 'artists', options),
  'cohort uploads': cohortChart(analysis.cohorts, 'uploads', { ...options, withAll: true }),
  placebo: placeboChart(analysis.cohorts, draws),
  shares: sharesChart(SHARES),
  loop: loopChart(LOOP, [], 'A loop'),
  'loop with draws': loopChart(LOOP, DRAWS, 'A loop'),
  'loop sets': compositionChart(ITEMS),
  'loop schedule': scheduleChart(FLOWS, PATHS, BOUNDS, 'A schedule'),
  'loop schedule of labels': scheduleChart(FLOWS, [], [], 'A schedule'),
};

describe.each(Object.entries(CHARTS))('the %s chart', (_, spec) => {
  test('compiles without a warning', () => {
    const warn = vi.fn();
    const logger = { warn, info: () => logger, debug: () => logger, error: warn, level: () => logger };
    compile(spec, { logger: logger as never }); // Vega's logger type wants overloads a stub does not have
    expect(warn.mock.calls).toEqual([]);
  });

  test('writes no instant that the interpreter of a page without eval would read as years', () => {
    expect(JSON.stringify(compile(spec).spec)).not.toMatch(/datetime\(\d{6,}\)/);
  });

  test('has a title and says in a subtitle how it was made', () => {
    const title = spec.title as { text: string; subtitle: string[] };
    expect(title.text).not.toBe('');
    expect(title.subtitle.join(' ').length).toBeGreaterThan(40);
  });
});

test('every cohort chart draws both null models and names the placebo slopes', () => {
  const text = JSON.stringify(CHARTS.cohorts);
  expect(text).toContain('"line":"tenure"');
  expect(text).toContain('"line":"exit"');
  expect(text).toMatch(/seniors −[\d.]+ % a year \((−[\d.]+ %, ){2}−[\d.]+ %\)/);
});

test('counts start at zero', () => {
  expect(JSON.stringify(CHARTS.totals)).toContain('"domainMin":0');
  expect(JSON.stringify(CHARTS.cohorts)).toMatch(/"domain":\[0,/);
});

test('months that were not observed are left out and told', () => {
  const [total] = analysis.totals;
  const points = total!.points.map((point, i) => (i < 30 ? point : { ...point, value: null, low: null, high: null }));
  const text = JSON.stringify(totalsChart([{ ...total!, points }], options));
  expect(text).toContain('4 months not observed');
  expect(text).not.toContain('"value":null');
});

test('a site with histories cut short says that its counts are lower bounds', () => {
  const text = JSON.stringify(totalsChart([{ ...analysis.totals[0]!, completeArtists: 10 }], options));
  expect(text).toContain('lower bound');
});

test('months before a regime are one grey span, months in it without labels another, and its start is marked', () => {
  const months = Array.from({ length: 16 }, (_, i) => ({
    ...SHARES[0]!,
    month: 624 + i,
    labelRegime: i < 8 ? 'none' : 'artstation-tag',
  }));
  const text = JSON.stringify(sharesChart(months));
  expect(text).toContain('"months":8,"why":"no label regime: share unknown"');
  expect(text).toContain('"months":8,"why":"no labels read: share unknown"');
  expect(text.match(/"labelRegime":"artstation-tag"/g)!.length).toBeGreaterThanOrEqual(1);
});

test('every figure of counts says where histories are not complete', () => {
  const [figure] = analysis.cohorts;
  const [total] = analysis.totals;
  const bound = 'lower bound: 2 histories are not complete';
  const options = { from: analysis.from, to: analysis.to, events: [], draws: 50 };
  const partial = { ...figure!, incompleteArtists: 2 };
  const drawn = (incomplete: boolean) => [
    totalsChart([{ ...total!, completeArtists: total!.artists - (incomplete ? 2 : 0) }], options),
    cohortChart([incomplete ? partial : figure!], 'artists', options),
    placeboChart([incomplete ? partial : figure!], 50),
  ];
  for (const chart of drawn(true)) expect(JSON.stringify(chart)).toContain(bound);
  for (const chart of drawn(false)) expect(JSON.stringify(chart)).not.toContain('lower bound');
});

test('the slopes of more than three placebos are given by their range, so that the line fits', () => {
  const [figure] = analysis.cohorts;
  const extra = figure!.artists.slopes
    .filter(({ isPlacebo }) => isPlacebo)
    .map((slope) => ({ ...slope, cutoff: '2017-01' }));
  const many = { ...figure!, artists: { ...figure!.artists, slopes: [...figure!.artists.slopes, ...extra] } };
  const text = JSON.stringify(cohortChart([many], 'artists', options));
  expect(text).toMatch(/seniors −[\d.]+ % a year \(−[\d.]+ % to −[\d.]+ %\)/);
});
