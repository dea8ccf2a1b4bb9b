import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import { type Durations, requireDurations } from './kaplan-meier.ts';
import { cholesky, choleskySolve } from './normal-equations.ts';
import { requireValues } from './require-values.ts';

export interface LogRankGroup {
  readonly group: number;
  readonly subjects: number;
  readonly observed: number;
  /** Events to be expected if all groups had one hazard at each time. */
  readonly expected: number;
}

export interface LogRank {
  /** Groups, rising by their number. */
  readonly groups: readonly LogRankGroup[];
  /** Null with a reason where there is nothing to compare. */
  readonly chiSquare: number | null;
  readonly degreesOfFreedom: number;
  readonly p: number | null;
  readonly reason: string | null;
}

/**
 * Log-rank test that k groups share one survival curve.
 *
 * Mantel, N. (1966). Evaluation of survival data and two new rank order statistics arising in its consideration. Cancer Chemotherapy Reports 50, 163–170.
 * Peto, R. & Peto, J. (1972). Asymptotically efficient rank invariant test procedures. J. Royal Statistical Society A 135, 185–207.
 *
 * @param group whole number naming the group of each subject; length n
 * @throws RangeError as `kaplanMeier`, or if the lengths differ
 * @example logRank({ time: [1, 2, 1, 2], event: [1, 1, 1, 1] }, [0, 0, 1, 1]).chiSquare // => 0
 */
export function logRank({ time, event }: Durations, group: ArrayLike<number>): LogRank {
  requireDurations({ time, event });
  requireValues(group, time.length, 'groups');
  const names = [...new Set(Array.from(group))].sort((a, b) => a - b);
  const placeOf = new Map(names.map((name, place) => [name, place]));
  const k = names.length;
  const atRisk = new Float64Array(k);
  for (let i = 0; i < group.length; i++) add(atRisk, placeOf.get(group[i]!)!, 1);
  const subjects = Float64Array.from(atRisk);
  const observed = new Float64Array(k);
  const expected = new Float64Array(k);
  const covariance = new Float64Array(k * k);
  const order = Uint32Array.from({ length: time.length }, (_, i) => i).sort((a, b) => time[a]! - time[b]!);

  for (let from = 0; from < order.length; ) {
    const now = time[order[from]!]!;
    const leaving = new Float64Array(k);
    const total = order.length - from;
    let events = 0;
    let to = from;
    for (; to < order.length && time[order[to]!] === now; to++) {
      const place = placeOf.get(group[order[to]!]!)!;
      add(leaving, place, 1);
      add(observed, place, event[order[to]!]!);
      events += event[order[to]!]!;
    }
    const spread = total > 1 ? (events * (total - events)) / (total - 1) : 0;
    for (let a = 0; a < k; a++) {
      const share = atRisk[a]! / total;
      add(expected, a, events * share);
      for (let b = 0; b < k; b++) add(covariance, a * k + b, spread * share * ((a === b ? 1 : 0) - atRisk[b]! / total));
    }
    for (let a = 0; a < k; a++) add(atRisk, a, -leaving[a]!);
    from = to;
  }
  const groups = names.map((name, a) => ({
    group: name,
    subjects: subjects[a]!,
    observed: observed[a]!,
    expected: expected[a]!,
  }));
  return { groups, ...chiSquareOf(observed, expected, covariance) };
}

/** The differences add up to zero, so the last group's is left out; so are groups that never met another at an event. */
function chiSquareOf(
  observed: Float64Array,
  expected: Float64Array,
  covariance: Float64Array,
): Omit<LogRank, 'groups'> {
  const k = observed.length;
  const { dependent } = cholesky(covariance, k);
  const used = Array.from({ length: k }, (_, a) => a).filter((a) => !dependent.includes(a));
  if (used.length === 0) {
    const reason = k < 2 ? 'there are not two groups' : 'no event happened while two groups were at risk';
    return { chiSquare: null, degreesOfFreedom: 0, p: null, reason };
  }
  const differences = used.map((a) => observed[a]! - expected[a]!);
  const block = Float64Array.from(used.flatMap((a) => used.map((b) => covariance[a * k + b]!)));
  const solved = choleskySolve(cholesky(block, used.length), differences);
  const chiSquare = differences.reduce((sum, difference, a) => sum + difference * solved[a]!, 0);
  return { chiSquare, degreesOfFreedom: used.length, p: 1 - chiSquareCdf(chiSquare, used.length), reason: null };
}

function add(to: Float64Array, place: number, amount: number): void {
  to[place] = to[place]! + amount;
}
