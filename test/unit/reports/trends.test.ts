import { expect, test } from 'vitest';
import { reportFigures } from '../../../src/reports/figures.ts';
import { html } from '../../../src/reports/html.ts';
import { reportTables } from '../../../src/reports/tables.ts';
import { trendCharts, trendsSection } from '../../../src/reports/trends-section.ts';
import { trendsTables } from '../../../src/reports/trends-tables.ts';
import { analysisOf } from '../../support/analysis.ts';

const ANALYSIS = analysisOf(['artstation', 'danbooru'], true);
const TRENDS = ANALYSIS.trends!;
const NO_DRAWINGS = { trends: html``, interrupted: html``, careers: html`` };

test('every table of trends has rows and a cell for each column, and no NaN', () => {
  const tables = trendsTables(TRENDS);
  expect(tables.map(({ name }) => name)).toEqual([
    'trends',
    'change_points',
    'interrupted',
    'interrupted_terms',
    'placebo_events',
    'careers',
    'career_curves',
    'rate_ratios',
    'differences',
    'event_study',
  ]);
  for (const { name, columns, rows } of tables) {
    if (name !== 'change_points') expect(rows.length, name).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toHaveLength(columns.length);
      for (const cell of row) expect(typeof cell !== 'number' || Number.isFinite(cell), name).toBe(true);
    }
  }
  const names = reportTables(ANALYSIS, [], [], []).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(tables.map(({ name }) => name)));
});

test('the section names each site, its events with their least possible p, and the rule for careers', () => {
  const { text } = trendsSection(TRENDS, NO_DRAWINGS);
  for (const words of [
    'ArtStation',
    'Danbooru',
    'least possible',
    'log-rank',
    'Difference in differences at 2022-08',
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toMatch(/NaN|undefined|null/);
});

test('sites without data have words in their place and no figure', () => {
  const empty = {
    ...TRENDS,
    trends: TRENDS.trends.map((row) => ({
      ...row,
      bootstrap: { estimate: null, low: null, high: null },
      reason: 'a trend needs 6 months',
    })),
    interrupted: TRENDS.interrupted.map((table) => ({ ...table, points: [], placebos: [], reason: 'too little' })),
    careers: TRENDS.careers.map((table) => ({
      ...table,
      years: [],
      logRank: { chiSquare: null, degreesOfFreedom: 0, p: null },
      reason: 'no artists',
    })),
  };
  expect(trendCharts(empty, ANALYSIS)).toEqual({ trends: null, interrupted: null, careers: null });
  const { text } = trendsSection(empty, NO_DRAWINGS);
  expect(text).toContain('a trend needs 6 months');
  expect(text).toContain('no model, too little');
  expect(text).toContain('no artists');
});

test('a report has the figures of trends where they were worked out, and none where not', () => {
  const figures = reportFigures(ANALYSIS, [], [], 'Stand-in');
  for (const figure of [figures.trends, figures.interrupted, figures.careers]) {
    expect(JSON.stringify(figure!.spec)).toContain('Stand-in');
  }
  const without = reportFigures({ ...ANALYSIS, trends: null }, [], [], null);
  expect([without.trends, without.interrupted, without.careers]).toEqual([null, null, null]);
});
