import type { AdjustedSlope, PlaceboSlope, TenureMatched, Verdict } from '../../core/cohort-tables.ts';
import type { Cohort, SlopeEstimate } from '../../core/trend-tables.ts';
import { adjustedWords, expectedWords, missingWords, slopeWords, tenureWords } from './verdict-words.ts';

/**
 * One plain sentence by a fixed rule. "Mechanical" if the interval of the seniors' adjusted slope Δ covers 0; "beyond
 * mechanical" if it does not and the tenure-matched rate of artists with 24 months of tenure or more, all of them
 * seniors in the two years after a cutoff, changes in the same direction; else "unclear".
 *
 * Seniors decide: they are a closed group, counted from the cutoff on by the same rule at every date. Juniors also
 * depend on how many arrive, so a good or bad year of entries would pass for a change of behaviour; their Δ is told beside.
 *
 * @param expectedSlope of the seniors in the tenure model, told beside the rest: where entries rose or fell before a cutoff, its
 *   seniors hold more or fewer of those who stay briefly, and Δ shows that too
 */
export function verdict(
  slopes: readonly PlaceboSlope[],
  adjusted: Readonly<Record<Cohort, AdjustedSlope>>,
  tenure: Pick<TenureMatched, 'experienced'>,
  expectedSlope: number | null,
): Verdict {
  const { senior } = adjusted;
  const isSameDirection = directionIsSame(slopes);
  const words = (finding: Verdict['finding'], because: string): Verdict => ({
    finding,
    isSameDirection,
    sentence: `${finding[0]!.toUpperCase()}${finding.slice(1)}: ${slopeWords(slopes)}${because}.`,
  });
  const { difference, low, high } = senior;
  if (difference === null || low === null || high === null) return words('unclear', missingWords(slopes, senior));
  const told = adjustedWords(adjusted) + expectedWords(expectedSlope);
  if (low <= 0 && high >= 0) return words('mechanical', told);
  const { experienced } = tenure;
  return words(
    isAlike(difference, experienced) ? 'beyond mechanical' : 'unclear',
    told + tenureWords(difference, experienced),
  );
}

function isAlike(difference: number, { percentPerYear }: SlopeEstimate): boolean {
  return percentPerYear !== null && Math.sign(percentPerYear) === Math.sign(difference);
}

function directionIsSame(slopes: readonly PlaceboSlope[]): boolean {
  const told = slopes.filter(({ percentPerYear, leftOut }) => percentPerYear !== null && leftOut === null);
  const isRight = ({ group, percentPerYear }: PlaceboSlope) =>
    group === 'all' || (group === 'senior' ? percentPerYear! < 0 : percentPerYear! > 0);
  return told.some(({ isPlacebo }) => isPlacebo) && told.some(({ isPlacebo }) => !isPlacebo) && told.every(isRight);
}
