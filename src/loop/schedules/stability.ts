import type { Additions } from '../policies.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { Flow } from './flows.ts';
import { stockSteps } from './stock.ts';

/** Below it a loop without other errors is sure to be stable; above it nothing is known. */
export const SUFFICIENT_BOUND = 1 / 2;

/**
 * Synthetic items per real item, λ = share / (1 − share), the mix at which Bertrand et al. study retraining (mapping M4).
 * The sufficient bound λ < 1/2 is a share below 1/3.
 *
 * Bertrand, Q. et al. (2024). On the stability of iterative retraining of generative models on their own data,
 * arXiv 2310.00429. Their λ is not a sampling bias.
 *
 * @param share in [0, 1]
 * @returns in [0, ∞]
 * @throws RangeError outside that range
 * @example syntheticPerReal(0.2) // => 0.25
 */
export function syntheticPerReal(share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be in [0, 1], got ${share}`);
  return share / (1 - share);
}

/**
 * Rate at which iterated retraining draws near its fixed point: ρ = λ(1 + e) / (1 − λ(1 + e)), below 1 exactly if
 * λ(1 + e) < 1/2. The condition is sufficient, not necessary.
 *
 * Bertrand et al. (2024), theorem 1.
 *
 * @param lambda synthetic items per real item, >= 0
 * @param relativeError e = Lε/α: the model's distance from the data, times how fast the likelihood's curvature changes,
 *   over that curvature. @default 0, a perfect model
 * @returns null where λ(1 + e) >= 1: the theorem has no rate there
 * @example contractionRate(0.25) // => 1/3
 */
export function contractionRate(lambda: number, relativeError = 0): number | null {
  if (!(lambda >= 0 && relativeError >= 0)) {
    throw new RangeError(`expected lambda and relativeError >= 0, got ${lambda} and ${relativeError}`);
  }
  const effective = lambda * (1 + relativeError);
  return effective < 1 ? effective / (1 - effective) : null;
}

/** `flow`: a generation's own uploads; `stock`: everything uploaded so far, A_g / R_g. */
export type LambdaOf = { readonly kind: 'flow' } | { readonly kind: 'stock'; readonly initialStock: number };

/** λ of every generation, in [0, ∞]; length of `flows`. */
export function lambdas(flows: readonly Flow[], of: LambdaOf): number[] {
  if (of.kind === 'flow') return flows.map((flow) => syntheticPerReal(flow.share));
  return stockSteps(flows, of.initialStock).map((step) => step.generatedPerReal);
}

/**
 * The loop of the theorem: each generation sees the same `size` real items and λ_g · size synthetic ones; it goes with
 * policy augment.
 *
 * @param size items of D₀, a whole number
 * @returns one entry a flow
 * @throws RangeError if a share is 1: no finite number of synthetic items has that share beside real ones
 */
export function stabilityAdditions(flows: readonly Flow[], size: number, of: LambdaOf): Additions[] {
  const exact = lambdas(flows, of).map((lambda) => lambda * size);
  if (!exact.every(Number.isFinite)) throw new RangeError('mapping M4 needs shares below 1, got 1');
  return wholeCounts(exact).map((synthetic) => ({ real: 0, synthetic }));
}
