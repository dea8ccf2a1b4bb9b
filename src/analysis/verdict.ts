import type { PlaceboSlope, Verdict } from '../core/cohort-tables.ts';
import type { Cohort, Group } from '../core/trend-tables.ts';

interface RealSlope {
  readonly cutoff: string;
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

interface Comparison {
  readonly group: Cohort;
  readonly real: RealSlope;
  readonly least: number;
  readonly most: number;
}

/**
 * One plain sentence by a fixed rule: the interval of each real slope is compared with the range of the placebo slopes.
 * With K placebo cutoffs the least p-value a ranking can give is 1 / (K + 1).
 *
 * @param slopes of one site, as from `placeboSlopes`
 */
export function verdict(slopes: readonly PlaceboSlope[]): Verdict {
  const senior = realSlope(slopes, 'senior');
  const junior = realSlope(slopes, 'junior');
  if (senior === null || junior === null) {
    return {
      finding: 'no-slope',
      isSameDirection: false,
      sentence: tooFew(slopes, senior === null ? 'senior' : 'junior'),
    };
  }
  const placebos = placeboPairs(slopes);
  const claim = `${describe('Seniors', senior.slope)} and ${describe('juniors', junior.slope)} after ${longMonth(senior.cutoff)}`;
  if (placebos.length === 0) {
    return {
      finding: 'no-placebo',
      isSameDirection: false,
      sentence: `${claim}. There is no history from before to place other cutoffs in, so nothing tells this from what the split alone does.`,
    };
  }

  const list = placebos.map((pair) => `${pair.cutoff}: ${signed(pair.senior)} / ${signed(pair.junior)}`).join(', ');
  const isSameDirection = [{ senior: senior.slope, junior: junior.slope }, ...placebos].every(
    (pair) => pair.senior < 0 && pair.junior > 0,
  );
  const comparisons: Comparison[] = [
    { group: 'senior', real: senior, ...range(placebos.map((pair) => pair.senior)) },
    { group: 'junior', real: junior, ...range(placebos.map((pair) => pair.junior)) },
  ];
  const outside = comparisons.filter(({ real, least, most }) => real.high < least || real.low > most);
  const same = isSameDirection
    ? `they do so at every cutoff set before image generators existed (${list}, in % a year)`
    : `at cutoffs set before image generators existed the slopes were ${list} (% a year)`;
  if (outside.length === 0) {
    return {
      finding: 'same-picture',
      isSameDirection,
      sentence: `${claim}; but ${same}: ${isSameDirection ? 'the split alone draws this picture' : 'no more than the split alone does'}.`,
    };
  }
  const leastP = 1 / (placebos.length + 1);
  return {
    finding: 'beyond-placebos',
    isSameDirection,
    sentence:
      `${claim}; ${isSameDirection ? 'the direction says nothing, for ' : ''}${same}. ` +
      `${outside.map(excess).join(' ')} ` +
      `${placebos.length} placebo ${placebos.length === 1 ? 'cutoff' : 'cutoffs'} cannot give a p-value below ${leastP.toFixed(2)}, so this is a hint at most.`,
  };
}

function realSlope(slopes: readonly PlaceboSlope[], group: Group): RealSlope | null {
  const real = slopes.find((slope) => !slope.isPlacebo && slope.group === group);
  if (real === undefined || real.percentPerYear === null) return null;
  const slope = real.percentPerYear;
  return { cutoff: real.cutoff, slope, low: real.low ?? slope, high: real.high ?? slope };
}

function tooFew(slopes: readonly PlaceboSlope[], group: Cohort): string {
  const real = slopes.find((slope) => !slope.isPlacebo && slope.group === group);
  const counted =
    real === undefined ? '' : ` (${real.meanPerMonth.toFixed(1)} a month in ${real.months} observed months)`;
  const who = group === 'senior' ? 'Seniors' : 'Juniors';
  return `${who} are too few after the cutoff to have a slope${counted}, so the cohorts cannot be compared.`;
}

function placeboPairs(slopes: readonly PlaceboSlope[]): { cutoff: string; senior: number; junior: number }[] {
  const placebos = slopes.filter((slope) => slope.isPlacebo);
  return placebos
    .filter((slope) => slope.group === 'senior')
    .flatMap(({ cutoff, percentPerYear: senior }) => {
      const junior =
        placebos.find((slope) => slope.cutoff === cutoff && slope.group === 'junior')?.percentPerYear ?? null;
      return senior === null || junior === null ? [] : [{ cutoff: shortMonth(cutoff), senior, junior }];
    });
}

function range(values: readonly number[]): { least: number; most: number } {
  return { least: Math.min(...values), most: Math.max(...values) };
}

function excess({ group, real, least, most }: Comparison): string {
  const isBelow = real.slope < least;
  const points = isBelow ? least - real.slope : real.slope - most;
  const size = points < 1 ? points.toFixed(1) : points.toFixed(0);
  return `The ${group}s' slope (${signed(real.slope)}, 95 % interval ${signed(real.low)} to ${signed(real.high)}) lies ${size} points ${isBelow ? 'below' : 'above'} every placebo.`;
}

function describe(who: string, slope: number): string {
  if (Math.abs(slope) < 0.5) return `${who} stay level`;
  return `${who} ${slope < 0 ? 'fall' : 'rise'} ${Math.abs(slope).toFixed(0)} % a year`;
}

function signed(slope: number): string {
  const text = Math.abs(slope).toFixed(0);
  return text === '0' ? '0' : `${slope < 0 ? '−' : '+'}${text}`;
}

/** January cutoffs are known by their year. */
function shortMonth(month: string): string {
  return month.endsWith('-01') ? month.slice(0, 4) : month;
}

function longMonth(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString('en-GB', {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
}
