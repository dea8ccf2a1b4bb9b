import type { Changes } from '../core/change-tables.ts';
import { textFromMonth } from '../core/month.ts';
import type { Table } from './csv.ts';

/** Every number of what changed in the uploads. */
export function changesTables({ sites }: Changes): Table[] {
  return [
    {
      name: 'tag-divergence',
      columns: [
        'site',
        'compares',
        'bits',
        'expected',
        'p',
        'permutations',
        'first_artists',
        'second_artists',
        'reason',
      ],
      rows: sites.flatMap(({ site, divergences }) =>
        divergences.map(({ compares, bits, expected, p, permutations, artists, reason }) => [
          site,
          compares,
          bits,
          expected,
          p,
          permutations,
          ...artists,
          reason,
        ]),
      ),
    },
    {
      name: 'tag-shifts',
      columns: ['site', 'compares', 'tag', 'first', 'second', 'bits'],
      rows: sites.flatMap(({ site, divergences }) =>
        divergences.flatMap(({ compares, shifts }) =>
          shifts.map(({ tag, first, second, bits }) => [site, compares, tag, first, second, bits]),
        ),
      ),
    },
    {
      name: 'tag-diversity',
      columns: ['site', 'month', 'cohort', 'entropy_bits', 'miller_madow', 'tag_uses', 'vendi_score', 'vendi_works'],
      rows: sites.flatMap(({ site, entropy, vendi }) => {
        const scores = new Map(vendi.points.map(({ month, score }) => [month, score]));
        return entropy.map(({ month, group, bits, correction, uses }) => [
          site,
          textFromMonth(month),
          group,
          bits,
          correction,
          uses,
          ...(group === 'all' ? [scores.get(month) ?? null, vendi.works] : [null, null]),
        ]);
      }),
    },
    {
      name: 'marks',
      columns: ['site', 'mark', 'cohort', 'period', 'marked', 'works', 'share', 'low', 'high'],
      rows: sites.flatMap(({ site, marks }) =>
        marks.map(({ mark, cohort, period, marked, works, share, low, high }) => [
          site,
          mark,
          cohort,
          period,
          marked,
          works,
          share,
          low,
          high,
        ]),
      ),
    },
  ];
}
