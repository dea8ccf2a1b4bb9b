export const KINDS = ['stationary', 'weibull', 'endless', 'growing', 'table'] as const;

export interface SimulateCommandOptions {
  readonly entry: number;
  readonly life?: number;
  readonly shape: number;
  readonly rate: number;
  readonly months: number;
  readonly cut?: number;
  readonly sample?: number;
  readonly runs: number;
  readonly draws: number;
  readonly seed: number;
  readonly json?: true;
}
