import type { Month } from '../../core/month.ts';
import type { SourceWeights } from '../policies.ts';
import type { Flow } from './flows.ts';

/**
 * Which models the generated works of a month come from (mapping M6): every model is taken up from its release on, and
 * takes its users from all older ones. With F(Δ) = 1 − 2^(−Δ / half-life) of users moved after Δ months, model k is used
 * for F_k · Π_{j > k} (1 − F_j); the first model is what everyone used before.
 *
 * Norton, J. A. & Bass, F. M. (1987). A diffusion theory model of adoption and substitution for successive generations of
 * high-technology products. Management Science 33, 1069–1086; their adoption curve here is Bass's without imitation.
 *
 * @param releases month from which each model can be used, rising; the first counts as always there; length n >= 1
 * @param halfLifeMonths months until half of all users have moved to a new model, >= 0; 0: all at once
 * @returns adds up to 1; 0 for models not yet released; length n
 * @example modelShares(12, [0, 0, 6], 6) // => [0.125, 0.375, 0.5]
 */
export function modelShares(month: Month, releases: readonly Month[], halfLifeMonths: number): number[] {
  if (!(Number.isFinite(halfLifeMonths) && halfLifeMonths >= 0)) {
    throw new RangeError(`halfLifeMonths must be a number >= 0, got ${halfLifeMonths}`);
  }
  const shares: number[] = [];
  let left = 1;
  for (let model = releases.length - 1; model > 0; model--) {
    const moved = adopted(month - releases[model]!, halfLifeMonths);
    shares.unshift(left * moved);
    left *= 1 - moved;
  }
  return [left, ...shares];
}

export interface ReleaseLag {
  /** Months from the end of a generation's uploads to the release of the model trained on them, >= 0. */
  readonly delayMonths: number;
  readonly halfLifeMonths: number;
}

/**
 * Sources of a loop whose models come into use slowly: model g − 1 is released `delayMonths` after the last month of
 * generation g − 1, and generation g draws from the models as its months do on average. Without delay and half-life that
 * is the newest model alone.
 *
 * @param flows by generation
 */
export function laggedSources(flows: readonly Flow[], { delayMonths, halfLifeMonths }: ReleaseLag): SourceWeights {
  if (!(Number.isSafeInteger(delayMonths) && delayMonths >= 0)) {
    throw new RangeError(`delayMonths must be a whole number >= 0, got ${delayMonths}`);
  }
  const first = flows[0]?.from ?? 0;
  const releases = [first, ...flows.map((flow) => flow.to + 1 + delayMonths)];
  return (generation) => {
    const flow = flows[generation - 1];
    if (flow === undefined) throw new RangeError(`expected a generation from 1 to ${flows.length}, got ${generation}`);
    const weights = Array<number>(generation).fill(0);
    for (let month = flow.from; month <= flow.to; month++) {
      modelShares(month, releases.slice(0, generation), halfLifeMonths).forEach((share, model) => {
        weights[model] = weights[model]! + share / (flow.to - flow.from + 1);
      });
    }
    return weights;
  };
}

function adopted(months: number, halfLifeMonths: number): number {
  if (months < 0) return 0;
  return halfLifeMonths === 0 ? 1 : 1 - 2 ** (-months / halfLifeMonths);
}
