import type { Rng } from '../../core/rng.ts';

const WIDTH = 1;
const MOST_STEPS = 50;

/**
 * One draw of a scalar by slice sampling with stepping out and shrinkage: leaves any density invariant, needs no tuning.
 *
 * Neal, R. M. (2003). Slice sampling. Annals of Statistics 31, 705–767, figures 3 and 5.
 *
 * @param from the present value, of finite log density
 * @param logDensity up to a constant; −Infinity where the density is 0
 */
export function sliceStep(from: number, logDensity: (x: number) => number, rng: Rng): number {
  const level = logDensity(from) + Math.log(1 - rng.uniform());
  let low = from - WIDTH * rng.uniform();
  let high = low + WIDTH;
  let stepsDown = rng.integer(MOST_STEPS);
  let stepsUp = MOST_STEPS - 1 - stepsDown;
  while (stepsDown-- > 0 && logDensity(low) > level) low -= WIDTH;
  while (stepsUp-- > 0 && logDensity(high) > level) high += WIDTH;
  for (;;) {
    const x = low + (high - low) * rng.uniform();
    if (logDensity(x) > level) return x;
    if (x < from) low = x;
    else if (x > from) high = x;
    else return from;
  }
}
