import { describe, expect, test } from 'vitest';
import { type AnalysisOptions, analyzeActivity } from '../../../../src/analysis/analysis.ts';
import { cohortChart } from '../../../../src/charts/cohorts.ts';
import { placeboChart } from '../../../../src/charts/placebo.ts';
import { monthFromText, textFromMonth } from '../../../../src/core/month.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { analysisTables } from '../../../../src/reports/tables.ts';
import { activityOf, type TestArtist } from '../../../support/activity.ts';

const OPTIONS: AnalysisOptions = {
  from: monthFromText('2021-01'),
  to: monthFromText('2023-10'),
  cutoff: monthFromText('2022-01'),
  placeboCutoffs: ['2018-01', '2021-01', '2022-01', '2023-01'].map(monthFromText),
  draws: 10,
  rng: createRng(1),
};

function every(first: string, count: number, uploads = 1): Record<string, number> {
  const from = monthFromText(first);
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [textFromMonth(from + i), uploads]));
}

const CASES: Readonly<Record<string, readonly TestArtist[]>> = {
  'one artist with one upload': [{ uploads: { '2022-03': 1 } }],
  'one artist every month': [{ uploads: every('2012-01', 142) }],
  'a constant series': Array.from({ length: 20 }, () => ({ uploads: every('2012-01', 142, 3) })),
  'nothing in any window but one upload before': [{ uploads: { '2010-01': 1 } }, { uploads: { '2021-05': 1 } }],
  'an artist who was read before the cutoff': [
    { uploads: every('2015-01', 100) },
    { uploads: every('2015-01', 40), lastFullMonth: '2018-06' },
  ],
  'an artist who was read before the window began, alone': [
    { uploads: { ...every('2015-01', 40), '2021-02': 1 }, lastFullMonth: '2014-01' },
  ],
  'seniors only': Array.from({ length: 5 }, () => ({ uploads: every('2019-01', 58) })),
  'juniors only': Array.from({ length: 5 }, () => ({ uploads: every('2022-02', 20) })),
};

describe.each(Object.entries(CASES))('%s', (_, artists) => {
  const analysis = analyzeActivity(activityOf(artists), OPTIONS);

  test('gives numbers or nothing, and a sentence', () => {
    // JSON would write a NaN as null, so the two differ where there is one.
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
    for (const { artists: active, uploads } of analysis.cohorts) {
      for (const { verdict } of [active, uploads]) {
        expect(verdict.sentence).toMatch(/^(Mechanical|Beyond mechanical|Unclear): .+\.$/);
        expect(verdict.sentence).not.toMatch(/NaN|Infinity|undefined|null/);
      }
    }
  });

  test('stands in tables and figures without NaN', () => {
    for (const { rows } of analysisTables(analysis)) {
      for (const cell of rows.flat()) if (typeof cell === 'number') expect(cell).toSatisfy(Number.isFinite);
    }
    const charts = [
      cohortChart(analysis.cohorts, 'artists', { events: [], draws: 10 }),
      placeboChart(analysis.cohorts, 10),
    ];
    for (const chart of charts) expect(JSON.stringify(chart)).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('is the same with a threshold that nobody meets', () => {
    const none = analyzeActivity(activityOf(artists), { ...OPTIONS, leastUploads: 1_000_000 });
    expect(JSON.parse(JSON.stringify(none))).toEqual(none);
    expect(none.cohorts[0]!.artists.verdict.finding).toBe('unclear');
  });
});

test('an artist read before the window ended cuts the months and is told', () => {
  const analysis = analyzeActivity(
    activityOf([{ uploads: every('2015-01', 106) }, { uploads: every('2015-01', 100), lastFullMonth: '2023-04' }]),
    OPTIONS,
  );
  const [figure] = analysis.cohorts;
  expect(figure).toMatchObject({ knownTo: '2023-04', censoredArtists: 1 });
  const [real, placebo] = figure!.artists.slopes.filter(({ group }) => group === 'senior');
  expect([real!.to, placebo!.to]).toEqual(['2023-04', '2019-04']);
  expect(JSON.stringify(cohortChart(analysis.cohorts, 'artists', { events: [], draws: 10 }))).toContain(
    'Months after 2023-04 are left out, since 1 artist was read before the window ended.',
  );
});
