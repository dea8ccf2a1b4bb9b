import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardErrors } from '../../src/analysis/methods/cluster-covariance.ts';
import { differenceInDifferences, eventStudy } from '../../src/analysis/methods/difference-in-differences.ts';
import { exitsOf } from '../../src/analysis/methods/exits.ts';
import { kaplanMeier } from '../../src/analysis/methods/kaplan-meier.ts';
import { logRank } from '../../src/analysis/methods/log-rank.ts';
import { negativeBinomial } from '../../src/analysis/methods/negative-binomial.ts';
import { poissonRegression } from '../../src/analysis/methods/poisson.ts';
import { poissonFixedEffects } from '../../src/analysis/methods/poisson-fixed-effects.ts';
import { rateRatio } from '../../src/analysis/methods/rate-ratio.ts';
import { twoWayLeastSquares } from '../../src/analysis/methods/two-way-least-squares.ts';
import { indexActivity } from '../../src/analysis/spans.ts';
import { monthFromText, textFromMonth } from '../../src/core/month.ts';
import { activityOf } from '../support/activity.ts';
import { fitOf } from '../support/fits.ts';

const ARTISTS = 5;
const MONTHS = 4;

/** A balanced panel: counts and a covariate by artist, then month. */
function panels(least: number) {
  const cells = ARTISTS * MONTHS;
  return fc.record({
    y: fc.array(fc.integer({ min: least, max: 9 }), { minLength: cells, maxLength: cells }),
    x: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: cells, maxLength: cells }),
  });
}

const artist = Array.from({ length: ARTISTS * MONTHS }, (_, i) => Math.floor(i / MONTHS));
const month = Array.from({ length: ARTISTS * MONTHS }, (_, i) => i % MONTHS);
const dummies = (of: readonly number[], from: number, to: number): number[][] =>
  Array.from({ length: to - from }, (_, j) => of.map((value) => (value === from + j ? 1 : 0)));

describe('Poisson regression with artist and month effects', () => {
  test('is the Poisson regression with a dummy for each', () => {
    fc.assert(
      fc.property(panels(1), ({ y, x }) => {
        const effects = [...dummies(artist, 0, ARTISTS), ...dummies(month, 1, MONTHS)];
        const profiled = poissonFixedEffects({ artist, month, columns: [x], y }, 'none');
        const dummied = poissonRegression({ columns: [...effects, x], y, clusters: artist, smallSample: 'none' });
        expect(profiled.kind).toBe(dummied.kind);
        if (profiled.kind === 'no-fit' || dummied.kind === 'no-fit') return;
        const last = effects.length;
        expect(profiled.coefficients[0]).toBeCloseTo(dummied.coefficients[last]!, 9);
        expect(standardErrors(profiled.covariance!)[0]).toBeCloseTo(standardErrors(dummied.covariance)[last]!, 9);
        expect(standardErrors(profiled.clusterCovariance!)[0]).toBeCloseTo(
          standardErrors(dummied.clusterCovariance!)[last]!,
          7,
        );
        expect(profiled.deviance).toBeCloseTo(dummied.deviance, 9);
      }),
    );
  });

  test('does not move when an artist uploads a multiple of what another did in all months', () => {
    fc.assert(
      fc.property(panels(1), fc.integer({ min: 2, max: 50 }), ({ y, x }, times) => {
        const one = poissonFixedEffects({
          artist: artist.slice(0, MONTHS),
          columns: [x.slice(0, MONTHS)],
          y: y.slice(0, MONTHS),
        });
        fc.pre(one.kind === 'fit');
        const both = poissonFixedEffects({
          artist: artist.slice(0, 2 * MONTHS),
          columns: [[...x.slice(0, MONTHS), ...x.slice(0, MONTHS)]],
          y: [...y.slice(0, MONTHS), ...y.slice(0, MONTHS).map((count) => count * times)],
        });
        expect(fitOf(both).coefficients[0]).toBeCloseTo(fitOf(one).coefficients[0]!, 9);
      }),
    );
  });
});

const durations = fc.array(
  fc.record({
    time: fc.integer({ min: 0, max: 12 }),
    event: fc.integer({ min: 0, max: 1 }),
    group: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('Kaplan–Meier', () => {
  test('without censoring is the share of longer durations', () => {
    fc.assert(
      fc.property(durations, (subjects) => {
        const time = subjects.map((subject) => subject.time);
        const { steps } = kaplanMeier({ time, event: time.map(() => 1) });
        for (const step of steps) {
          expect(step.survival).toBeCloseTo(time.filter((value) => value > step.time).length / time.length, 12);
        }
      }),
    );
  });

  test('never rises, and its interval holds it', () => {
    fc.assert(
      fc.property(durations, (subjects) => {
        let before = 1;
        for (const { survival, low, high } of kaplanMeier(columnsOf(subjects)).steps) {
          expect(survival).toBeLessThanOrEqual(before);
          expect((low ?? 0) <= survival && survival <= (high ?? 1)).toBe(true);
          before = survival;
        }
      }),
    );
  });
});

describe('log-rank', () => {
  test('is the same whatever the groups are called', () => {
    fc.assert(
      fc.property(durations, fc.shuffledSubarray([10, 20, 30, 40], { minLength: 4 }), (subjects, names) => {
        const { group, ...rest } = columnsOf(subjects);
        const plain = logRank(rest, group);
        const renamed = logRank(
          rest,
          group.map((value) => names[value]!),
        );
        expect(renamed.degreesOfFreedom).toBe(plain.degreesOfFreedom);
        expect(renamed.chiSquare === null).toBe(plain.chiSquare === null);
        if (plain.chiSquare !== null) expect(renamed.chiSquare).toBeCloseTo(plain.chiSquare, 8);
      }),
    );
  });

  test('expects as many events as there were', () => {
    fc.assert(
      fc.property(durations, (subjects) => {
        const { group, ...rest } = columnsOf(subjects);
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        const { groups } = logRank(rest, group);
        expect(sum(groups.map(({ expected }) => expected))).toBeCloseTo(sum(rest.event), 9);
      }),
    );
  });
});

describe('rate ratio', () => {
  const date = monthFromText('2022-08');
  const half = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 });

  test('is 1 where the months after repeat those before', () => {
    fc.assert(
      fc.property(fc.array(half, { minLength: 1, maxLength: 6 }), (halves) => {
        fc.pre(halves.some((counts) => counts.some((count) => count > 0)));
        const activity = indexActivity(
          activityOf(halves.map((counts) => ({ uploads: monthly([...counts, ...counts]) }))),
        );
        const { ratio } = rateRatio(activity, allOf(activity), date);
        expect(ratio).toBeCloseTo(1, 12);
      }),
    );
  });

  test('turns over with the halves', () => {
    fc.assert(
      fc.property(half, half, (a, b) => {
        const [there, back] = [
          [...a, ...b],
          [...b, ...a],
        ].map((counts) => indexActivity(activityOf([{ uploads: monthly(counts) }])));
        const first = rateRatio(there!, allOf(there!), date).ratio;
        const second = rateRatio(back!, allOf(back!), date).ratio;
        expect(first === null).toBe(second === null);
        if (first !== null) expect(first * second!).toBeCloseTo(1, 12);
      }),
    );
  });

  /** Two years around the date, and a first upload before them. */
  function monthly(counts: readonly number[]): Record<string, number> {
    const rows = counts
      .map((count, i) => [textFromMonth(date - 12 + i), count] as const)
      .filter(([, count]) => count > 0);
    return Object.fromEntries([['2021-07', 1] as const, ...rows]);
  }
});

test('whatever the data, no result holds NaN and nothing is thrown', () => {
  const counts = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.constant(1000));
  const rows = fc.array(fc.record({ artist: fc.nat(3), month: fc.nat(5), treated: fc.nat(1), y: counts }), {
    maxLength: 25,
  });
  fc.assert(
    fc.property(rows, fc.integer({ min: -1, max: 7 }), durations, (panel, event, subjects) => {
      const data = {
        artist: panel.map((row) => row.artist),
        month: panel.map((row) => row.month),
        treated: panel.map((row) => row.treated),
        y: panel.map((row) => row.y),
      };
      const columns = [panel.map(() => 1), data.treated];
      const uploads = Object.fromEntries(panel.map((row) => [textFromMonth(620 + row.month), row.y]));
      const activity = indexActivity(activityOf([{ uploads, firstUploadAt: '2021-09-15' }]));
      const { group, ...rest } = columnsOf(subjects);
      const results = [
        differenceInDifferences(data, event),
        eventStudy(data, event, { leads: 3, lags: 2 }),
        twoWayLeastSquares({ ...data, columns: [data.treated] }),
        poissonRegression({ columns, y: data.y, clusters: data.artist }),
        negativeBinomial({ columns, y: data.y }),
        kaplanMeier(rest),
        logRank(rest, group),
        rateRatio(activity, allOf(activity), 620 + event, 3),
        exitsOf(activity, allOf(activity), 3),
      ];
      for (const result of results) expect(holdsNoNaN(result)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

function allOf(activity: { readonly artistSite: Uint16Array }): Uint32Array {
  return Uint32Array.from(activity.artistSite, (_, artist) => artist);
}

function columnsOf(subjects: readonly { time: number; event: number; group: number }[]) {
  return {
    time: subjects.map((subject) => subject.time),
    event: subjects.map((subject) => subject.event),
    group: subjects.map((subject) => subject.group),
  };
}

function holdsNoNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every(holdsNoNaN);
}
