import type { Additions } from '../policies.ts';
import type { Flow } from './flows.ts';
import { scaledAdditions } from './scaled-additions.ts';

/** One generation's uploads against everything uploaded before. */
export interface StockStep {
  readonly generation: number;
  /** Works there before this generation, |D_{g−1}|, in uploads. */
  readonly stock: number;
  /** New generated works per work of the stock. */
  readonly alpha: number;
  /** New human works per work of the stock. */
  readonly beta: number;
  /** Generated share of the stock with this generation in it, S_g, in [0, 1]. */
  readonly stockShare: number;
  /** Generated works per human work in that stock, λ_g = A_g / R_g. */
  readonly generatedPerReal: number;
}

/**
 * The stock of works that grows by every generation's uploads (mapping M2), starting from human works alone:
 * R_g = R_{g−1} + r_g and A_g = A_{g−1} + a_g.
 *
 * @param initialStock works before the first generation, all human, in uploads; > 0
 * @returns one step a flow
 * @example stockSteps([flow of 200 uploads, share 0.05], 1000)[0].alpha // => 0.01
 */
export function stockSteps(flows: readonly Flow[], initialStock: number): StockStep[] {
  let real = initialStock;
  let generated = 0;
  return flows.map((flow) => {
    const stock = real + generated;
    const newReal = flow.uploads - flow.generated;
    real += newReal;
    generated += flow.generated;
    return {
      generation: flow.generation,
      stock,
      alpha: flow.generated / stock,
      beta: newReal / stock,
      stockShare: generated / (real + generated),
      generatedPerReal: generated / real,
    };
  });
}

/**
 * Items of a loop whose training set grows as the stock does, scaled so that the initial stock becomes `size` items.
 *
 * @param size items of D₀, a whole number
 * @returns one entry a flow; the totals of real and of synthetic items are the scaled totals, rounded
 */
export function stockAdditions(flows: readonly Flow[], initialStock: number, size: number): Additions[] {
  return scaledAdditions(flows, size / initialStock);
}
