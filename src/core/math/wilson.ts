import { type Interval, Z_95 } from './interval.ts';

/**
 * Wilson score interval of a proportion. Unlike the usual p ± z·se it never leaves [0, 1] and keeps a width at 0 and n.
 *
 * Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.
 *
 * @param successes whole number in [0, trials]
 * @param trials independent trials; 0 says nothing, so the interval is [0, 1]
 * @param z normal quantile of the level. @default 1.959963984540054, for 95 %
 * @throws RangeError if the counts are not whole, are negative, or successes exceed trials
 * @example wilsonInterval(600, 5000) // => { low: 0.1112832, high: 0.1293003 } to 7 digits
 */
export function wilsonInterval(successes: number, trials: number, z: number = Z_95): Interval {
  if (!(Number.isSafeInteger(trials) && Number.isSafeInteger(successes) && successes >= 0 && successes <= trials)) {
    throw new RangeError(`expected whole numbers 0 <= successes <= trials, got ${successes} of ${trials}`);
  }
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
  };
}
