import { Command } from 'commander';
import { month, withCommonOptions } from '../options.ts';
import type { SharesOptions } from '../shares.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Works out the share of generated works among the labelled ones, by site and month, with 95 % Wilson intervals.\n' +
        'Works without a usable label enter neither side; a month without a label regime has no share.',
    )
    .option('--from <month>', 'first month', month, '2021-01')
    .option('--to <month>', 'last month', month, '2023-10')
    .addHelpText('after', '\nExample:\n  tidemark shares --from 2022-08 --to 2023-10')
    .action(run);
}

async function run(options: SharesOptions): Promise<void> {
  const { printShares } = await import('../shares.ts');
  await printShares(options);
}
