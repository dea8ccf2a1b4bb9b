/** A closed interval, in the units of what it bounds. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
