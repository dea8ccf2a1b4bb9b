/** Two-sided 95 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/** A closed interval, in the units of what it bounds. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
