import type { Command } from 'commander';
import { type CommonOptions, month, months, names, wholeNumber } from './options.ts';

export interface AnalysisOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
  readonly cutoff: string;
  readonly placebo?: readonly string[];
  readonly site?: readonly string[];
  readonly pool?: boolean;
  readonly leastUploads: number;
  readonly draws: number;
  readonly seed: number;
}

export function withAnalysisOptions(command: Command): Command {
  return command
    .option('--from <month>', 'first month of the window', month, '2021-01')
    .option('--to <month>', 'last month of the window', month, '2023-10')
    .option('--cutoff <month>', 'seniors uploaded before this month', month, '2022-01')
    .option(
      '--placebo <month>',
      'a cutoff where nothing happened; give it once for each (default: January of 2018 to 2021)',
      months,
    )
    .option('--site <site>', 'take this site; give it once for each (default: all that are stored)', names)
    .option('--pool', 'one figure for all sites together (default for more than four)')
    .option('--no-pool', 'one figure a site')
    .option(
      '--least-uploads <n>',
      'take artists with at least so many uploads by the end of each window, real or placebo',
      wholeNumber(0),
      0,
    )
    .option('--draws <n>', 'bootstrap draws', wholeNumber(1), 2000)
    .option('--seed <n>', 'seed of the bootstrap', wholeNumber(0), 1);
}
