import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { monthFromText, textFromMonth } from '../../../src/core/month.ts';
import type { MonthlyShare } from '../../../src/core/shares.ts';
import { measuredFlows } from '../../../src/loop/schedule.ts';
import { shareOf } from './monthly-share.ts';

const window = (from: string, to: string, monthsPerGeneration: number, site = 'all') => ({
  site,
  from: monthFromText(from),
  to: monthFromText(to),
  monthsPerGeneration,
});

/** July to December 2022, 100 uploads each; known from October: .2, .3, .4. */
const halfYear: MonthlyShare[] = [
  shareOf('2022-07', 100, null),
  shareOf('2022-08', 100, null),
  shareOf('2022-09', 100, null),
  shareOf('2022-10', 100, 0.2),
  shareOf('2022-11', 100, 0.3),
  shareOf('2022-12', 100, 0.4),
];

describe('months without a known share', () => {
  const { flows, assumptions } = measuredFlows(halfYear, window('2022-07', '2022-12', 1));

  test('have share 0 before August 2022, then the first known share', () => {
    expect(flows.map((flow) => flow.share)).toEqual([0, 0.2, 0.2, 0.2, 0.3, 0.4]);
  });
  test('are each named among the assumptions', () => {
    expect(assumptions).toEqual([
      'site-a: 1 month (2022-07) without a known share before August 2022: taken as share 0.',
      "site-a: 2 months (2022-08 to 2022-09) without a known share from August 2022 on: taken as the site's first " +
        'known share, 0.2000 of 2022-10.',
    ]);
  });
  test('after a known one take the first known share, not the last', () => {
    const gap = halfYear.map((row) => (textFromMonth(row.month) === '2022-12' ? shareOf('2022-12', 100, null) : row));
    const gapped = measuredFlows(gap, window('2022-07', '2022-12', 1));
    expect(gapped.flows.at(-1)?.share).toBe(0.2);
    expect(gapped.assumptions[1]).toContain('3 months (2022-08 to 2022-09, 2022-12)');
  });
});

test('a generation weighs its months by their uploads', () => {
  const rows = [shareOf('2023-01', 100, 0.1), shareOf('2023-02', 300, 0.3)];
  const { flows, assumptions } = measuredFlows(rows, window('2023-01', '2023-02', 2));
  expect(flows).toEqual([
    {
      generation: 1,
      from: monthFromText('2023-01'),
      to: monthFromText('2023-02'),
      uploads: 400,
      generated: 100,
      share: 0.25,
    },
  ]);
  expect(assumptions).toEqual([]);
});

test('34 months make 5 generations of 6 and leave 4 months over', () => {
  const rows = Array.from({ length: 34 }, (_, k) => shareOf(textFromMonth(monthFromText('2021-01') + k), 10, 0.1));
  const { flows, assumptions } = measuredFlows(rows, window('2021-01', '2023-10', 6));
  expect(flows).toHaveLength(5);
  expect(textFromMonth(flows[4]!.to)).toBe('2023-06');
  expect(assumptions).toEqual([
    '34 months make 5 generations of 6; the last 4 months (2023-07 to 2023-10) drive no generation.',
  ]);
});

describe('several sites', () => {
  const other = halfYear.map((row) => ({ ...row, site: 'site-b', uploads: 300, share: row.share && row.share / 2 }));
  const never = halfYear.map((row) => ({ ...row, site: 'site-c', share: null }));

  test('are added up by their uploads', () => {
    const { flows } = measuredFlows([...halfYear, ...other], window('2022-12', '2022-12', 1));
    expect(flows[0]).toMatchObject({ uploads: 400, generated: 100 * 0.4 + 300 * 0.2 });
  });
  test('without any known share are left out, and this is said', () => {
    const { sites, flows, assumptions } = measuredFlows([...halfYear, ...never], window('2022-07', '2022-12', 6));
    expect(sites).toEqual(['site-a']);
    expect(flows[0]?.uploads).toBe(600);
    expect(assumptions).toContain('site-c: no known share between 2022-07 and 2022-12: left out with its 600 uploads.');
  });
  test('say that they are weighed by what is stored', () => {
    const { assumptions } = measuredFlows([...halfYear, ...other], window('2022-07', '2022-12', 6));
    expect(assumptions).toContain(
      'site-a, site-b: added up by their stored uploads, not by the size of the whole sites.',
    );
  });
  test('can be asked for one at a time', () => {
    const { sites, flows } = measuredFlows([...halfYear, ...other], window('2022-07', '2022-12', 6, 'site-b'));
    expect(sites).toEqual(['site-b']);
    expect(flows[0]?.uploads).toBe(1800);
  });
});

test('works without a label in a month with a known share, and assisted works, are named', () => {
  const rows = [shareOf('2023-01', 2000, 0.1, { labelled: 500, assisted: 20 })];
  expect(measuredFlows(rows, window('2023-01', '2023-01', 1)).assumptions).toEqual([
    "site-a: 1,500 of 2,000 works in months with a known share have no label: taken to have their month's share.",
    'site-a: 20 works labelled assisted: taken as not generated.',
  ]);
});

test('the rule behind the labels of a known site is quoted', () => {
  const rows = [shareOf('2023-01', 10, 0.1, { site: 'danbooru', labelRegime: 'danbooru-tags' })];
  expect(measuredFlows(rows, window('2023-01', '2023-01', 1)).assumptions[0]).toMatch(
    /^danbooru: known shares rest on danbooru-tags: /,
  );
});

describe('refused', () => {
  test.each([
    ['no labels at all', halfYear.slice(0, 3), window('2022-07', '2022-09', 3), /no site has a known share/],
    [
      'a site that is not stored',
      halfYear,
      window('2022-07', '2022-12', 3, 'site-z'),
      /site-z does not have a known share/,
    ],
    [
      'a window shorter than a generation',
      halfYear,
      window('2022-07', '2022-12', 7),
      /at least one generation of 7 months.*has 6/,
    ],
    [
      'a generation without uploads',
      halfYear,
      window('2022-07', '2023-06', 6),
      /generation 2 \(2023-01 to 2023-06\) has no uploads/,
    ],
  ])('%s', (_, rows, request, message) => {
    expect(() => measuredFlows(rows, request)).toThrow(UsageError);
    expect(() => measuredFlows(rows, request)).toThrow(message);
  });

  test('two rows for one site and month', () => {
    expect(() => measuredFlows([...halfYear, halfYear[3]!], window('2022-07', '2022-12', 6))).toThrow(
      /two of site-a for 2022-10/,
    );
  });
});
