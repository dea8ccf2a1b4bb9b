import { describe, expect, test } from 'vitest';
import {
  type DifferencePanel,
  differenceInDifferences,
  eventStudy,
} from '../../../../src/analysis/methods/difference-in-differences.ts';
import { fitOf } from '../../../support/fits.ts';

const EVENT = 620;

/** Artists 0–9 in months 600–639; odd ones are treated and multiply their uploads by `effect` in each month of the event's clock. */
function panelOf(effect: (relative: number) => number, noise = 0): DifferencePanel {
  const rows = Array.from({ length: 400 }, (_, i) => {
    const artist = i % 10;
    const month = 600 + Math.floor(i / 10);
    const treated = artist % 2;
    const wobble = 1 + noise * Math.sin(artist * 7 + month * 3);
    const level = (artist + 1) * (1 + (month % 12) / 6) * wobble;
    return { artist, month, treated, y: level * (treated ? effect(month - EVENT) : 1) };
  });
  return {
    artist: rows.map((row) => row.artist),
    month: rows.map((row) => row.month),
    treated: rows.map((row) => row.treated),
    y: rows.map((row) => row.y),
  };
}

describe('differenceInDifferences', () => {
  test('finds the ratio by which the treated change and the controls do not', () => {
    const { rateRatio, effect } = fitOf(
      differenceInDifferences(
        panelOf((t) => (t >= 0 ? 0.8 : 1)),
        EVENT,
      ),
    );
    expect(rateRatio.estimate).toBeCloseTo(0.8, 10);
    expect(effect.estimate).toBeCloseTo(Math.log(0.8), 10);
  });

  test('the interval holds the estimate and is that of the logarithm', () => {
    const { rateRatio, effect } = fitOf(
      differenceInDifferences(
        panelOf((t) => (t >= 0 ? 0.8 : 1), 0.2),
        EVENT,
      ),
    );
    expect(rateRatio.low).toBeCloseTo(Math.exp(effect.low!), 12);
    expect(rateRatio.low!).toBeLessThan(rateRatio.estimate);
    expect(rateRatio.high!).toBeGreaterThan(rateRatio.estimate);
  });

  test.each([
    ['an event outside the months', panelOf(() => 1), 700],
    ['an event before all of them', panelOf(() => 1), 500],
  ])('%s cannot be told from the effects of artists and months', (_, panel, event) => {
    expect(differenceInDifferences(panel, event)).toMatchObject({ kind: 'no-fit', cause: 'collinear' });
  });

  test('without controls the months explain everything', () => {
    const panel = panelOf(() => 1);
    const treated = new Uint8Array(panel.y.length).fill(1);
    expect(differenceInDifferences({ ...panel, treated }, EVENT)).toMatchObject({ cause: 'collinear' });
  });

  test('treated artists who all stop at the event have no finite effect', () => {
    const reason = 'there is a group without uploads on one side of the event';
    expect(
      differenceInDifferences(
        panelOf((t) => (t >= 0 ? 0 : 1)),
        EVENT,
      ),
    ).toMatchObject({ cause: 'separated', reason });
  });

  test('groups other than 0 and 1 are refused', () => {
    expect(() => differenceInDifferences({ artist: [1], month: [1], treated: [2], y: [1] }, EVENT)).toThrow(RangeError);
  });
});

describe('eventStudy', () => {
  const steps = (t: number): number => (t >= 3 ? 0.5 : t >= 0 ? 0.8 : 1);

  test('finds the effect of each month against the one before the event', () => {
    const { months } = fitOf(eventStudy(panelOf(steps), EVENT));
    expect(months.map(({ relative }) => relative)).toEqual(
      [...Array(11).keys()].map((i) => i - 12).concat([...Array(13).keys()]),
    );
    for (const { relative, estimate } of months) expect(estimate).toBeCloseTo(Math.log(steps(relative)), 9);
  });

  test('the ends gather what lies beyond them', () => {
    const { months } = fitOf(
      eventStudy(
        panelOf((t) => (t >= 0 ? 0.5 : 1)),
        EVENT,
        { leads: 3, lags: 1 },
      ),
    );
    expect(months.map(({ relative }) => relative)).toEqual([-3, -2, 0, 1]);
    expect(months.at(-1)!.estimate).toBeCloseTo(Math.log(0.5), 9);
  });

  test('groups that drift apart before the event fail the joint test, parallel ones pass it', () => {
    const drifting = fitOf(
      eventStudy(
        panelOf((t) => Math.exp(t / 20), 0.2),
        EVENT,
        { leads: 3, lags: 1 },
      ),
    );
    const parallel = fitOf(
      eventStudy(
        panelOf(() => 1, 0.2),
        EVENT,
        { leads: 3, lags: 1 },
      ),
    );
    expect(drifting.preTrend.p!).toBeLessThan(0.001);
    expect(parallel.preTrend.p!).toBeGreaterThan(0.05);
    expect(parallel.preTrend.degreesOfFreedom).toBe(2);
  });

  test('more leads than artists have no joint test, and say so', () => {
    const { preTrend } = fitOf(
      eventStudy(
        panelOf(() => 1, 0.2),
        EVENT,
      ),
    );
    expect(preTrend).toMatchObject({
      chiSquare: null,
      p: null,
      reason: 'there are too few clusters for so many coefficients',
    });
  });

  test('months that start at the event leave nothing to compare with', () => {
    const panel = panelOf(() => 1);
    expect(eventStudy(panel, 600)).toMatchObject({ kind: 'no-fit', cause: 'collinear' });
  });

  test('a month in which the treated have nothing is named', () => {
    const panel = panelOf((t) => (t === 2 ? 0 : 1));
    const reason = 'there is a group without uploads in months -1 and 2 from the event';
    expect(eventStudy(panel, EVENT)).toMatchObject({ kind: 'no-fit', cause: 'separated', reason });
  });

  test('fewer than two leads are refused', () => {
    expect(() =>
      eventStudy(
        panelOf(() => 1),
        EVENT,
        { leads: 1 },
      ),
    ).toThrow('leads must be a whole number >= 2, got 1');
  });
});
