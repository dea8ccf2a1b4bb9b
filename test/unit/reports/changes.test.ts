import { describe, expect, test } from 'vitest';
import { describeChanges } from '../../../src/analysis/changes/changes.ts';
import { estimateShares } from '../../../src/analysis/shares/estimate.ts';
import type { Changes, MarkSums } from '../../../src/core/change-tables.ts';
import { createRng } from '../../../src/core/rng.ts';
import { changesFigure, changesSection } from '../../../src/reports/changes-section.ts';
import { changesTables } from '../../../src/reports/changes-tables.ts';
import { html } from '../../../src/reports/html.ts';
import { shareEstimatesTable, shareNotes } from '../../../src/reports/share-estimates.ts';
import { sumsOf } from '../analysis/shares/label-sums.ts';

const HOSTILE = '<script>alert(1)</script>';
const MARKS: MarkSums = {
  site: 'danbooru',
  cohort: 'junior',
  period: 'after',
  mark: 'opt-out',
  artists: 2,
  labelled: 8,
  flagged: 4,
  labelledSquared: 32,
  labelledFlagged: 16,
  flaggedSquared: 8,
};

/** Four artists with a tag each, two of them seniors. */
const changes: Changes = describeChanges(
  {
    tagUse: [
      {
        site: 'danbooru',
        tags: [HOSTILE, 'castle'],
        isSenior: Uint8Array.of(1, 1, 0, 0),
        artist: Uint32Array.of(0, 1, 2, 3),
        period: Uint8Array.of(1, 1, 1, 1),
        tag: Uint16Array.of(0, 0, 1, 1),
        uses: Uint32Array.of(5, 5, 5, 5),
      },
    ],
    tagFrequencies: [{ site: 'danbooru', month: 636, group: 'all', uses: 5, tags: 2 }],
    taggedWorks: [],
    marks: [MARKS],
  },
  { from: 635, to: 637, cutoff: 636, permutations: 19, rng: createRng(1) },
);
const nothing: Changes = { ...changes, sites: [] };

describe('what changed', () => {
  test('names tags as text, never as markup', () => {
    const { text } = changesSection(changes, html``);
    expect(text).not.toContain(HOSTILE);
    expect(text).toContain('&lt;script&gt;');
  });

  test('says why there is no divergence, and how many works are marked', () => {
    const { text } = changesSection(changes, html``);
    expect(text).toContain('no tags of uploads before the cutoff are known');
    expect(text).toContain('4 of 8');
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test('has a figure only where there are tags', () => {
    expect(changesFigure(changes)?.vconcat).toHaveLength(1);
    expect(changesFigure(nothing)).toBeNull();
    expect(changesSection(nothing, html``).text).not.toContain('<table>');
  });

  test('has a cell for each column of every table', () => {
    for (const { columns, rows } of changesTables(changes)) {
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });
});

test('corrected shares come with their notes and one row for each month and weight', () => {
  const { sites } = estimateShares(
    [
      sumsOf(634, [
        [5, 1, 0],
        [5, 0, 1],
      ]),
    ],
    {
      from: 633,
      to: 635,
      draws: 10,
      rng: createRng(1),
    },
  );
  expect(shareNotes(sites).text).toContain('Danbooru: danbooru-tags: sensitivity unknown');
  expect(shareNotes([]).text).toBe('');
  const { columns, rows } = shareEstimatesTable(sites);
  expect(rows).toHaveLength(9);
  for (const row of rows) expect(row).toHaveLength(columns.length);
});
