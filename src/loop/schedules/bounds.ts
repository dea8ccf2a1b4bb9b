import { UsageError } from '../../core/errors.ts';
import { type Month, textFromMonth } from '../../core/month.ts';
import type { ShareDraws } from '../../core/shares.ts';
import { effectiveSizeRatio } from './effective-size.ts';
import { SUFFICIENT_BOUND, syntheticPerReal } from './stability.ts';

export interface BoundsOptions {
  /** First and last month, both in. */
  readonly from: Month;
  readonly to: Month;
  /** Works before `from`, all human; > 0, or null where unknown. */
  readonly initialStock: number | null;
  /** Items a model is trained on in a month's mix, n_r + n_s; >= 2. Whether a bias does harm depends on it. */
  readonly items: number;
  /** Sampling biases in (0, 1]. @default 0.8 and 0.9 */
  readonly biases?: readonly number[];
}

/** Posterior probabilities, in [0, 1], that a month's uploads are on the safe side. */
export interface MonthBounds {
  readonly site: string;
  readonly month: Month;
  /** That λ < 1/2 in this month's uploads: the sufficient bound is met for the flow. */
  readonly flowMet: number;
  /** That λ < 1/2 in everything uploaded up to this month: the sufficient bound is met for the stock. Null without a stock. */
  readonly stockMet: number | null;
  /** That n_e / n_r >= 1, so that this month's generated works do no harm beside its human ones; one a bias. */
  readonly harmless: readonly { readonly bias: number; readonly probability: number }[];
}

/**
 * On which side of two stability bounds the uploads lie, by month, with the uncertainty of their share: the sufficient bound
 * λ < 1/2 of Bertrand et al. (stability.ts), and the effective sample size of the fresh-data loop of Alemohammad et al.
 * (effective-size.ts) with the month's share for good. A draw with fewer than two human items counts as harmed.
 *
 * @returns one entry a month
 * @throws UsageError if the draws do not cover the months
 */
export function monthBounds(draws: ShareDraws, options: BoundsOptions): MonthBounds[] {
  const { from, to, initialStock, items, biases = [0.8, 0.9] } = options;
  if (initialStock !== null && !(initialStock > 0))
    throw new RangeError(`initialStock must be a number > 0, got ${initialStock}`);
  if (!(items >= 2)) throw new RangeError(`items must be a number >= 2, got ${items}`);
  const offset = draws.months.indexOf(from);
  if (offset < 0 || to < from || !draws.months.includes(to)) {
    throw new UsageError(
      `the bounds need posterior draws of ${draws.site} from ${textFromMonth(from)} to ${textFromMonth(to)}`,
    );
  }
  const real = new Float64Array(draws.draws).fill(initialStock ?? 0);
  const generated = new Float64Array(draws.draws);
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const uploads = draws.uploads[offset + index]!;
    const shares = Array.from(
      { length: draws.draws },
      (_, draw) => draws.shares[draw * draws.months.length + offset + index]!,
    );
    shares.forEach((share, draw) => {
      real[draw] = real[draw]! + uploads * (1 - share);
      generated[draw] = generated[draw]! + uploads * share;
    });
    return {
      site: draws.site,
      month: from + index,
      flowMet: part(shares, (share) => syntheticPerReal(share) < SUFFICIENT_BOUND),
      stockMet:
        initialStock === null ? null : part(shares, (_, draw) => generated[draw]! / real[draw]! < SUFFICIENT_BOUND),
      harmless: biases.map((bias) => ({ bias, probability: part(shares, (share) => isHarmless(share, items, bias)) })),
    };
  });
}

function isHarmless(share: number, items: number, bias: number): boolean {
  const real = items * (1 - share);
  return real >= 2 && effectiveSizeRatio({ real, synthetic: items * share, bias }) >= 1;
}

function part(shares: readonly number[], isMet: (share: number, draw: number) => boolean): number {
  return shares.filter(isMet).length / shares.length;
}
