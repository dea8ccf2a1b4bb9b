import { Command } from 'commander';
import { month, wholeNumber, withCommonOptions } from '../options.ts';
import type { SharesOptions } from '../shares.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Works out the share of generated works among the labelled ones, by site and month, with 95 % Wilson intervals;\n' +
        'then corrects it for what labels miss and draws its posterior, from which loops take their schedules.\n' +
        'Works without a usable label enter neither side; a month without labels has a wide share, not none.',
    )
    .option('--from <month>', 'first month', month, '2021-01')
    .option('--to <month>', 'last month', month, '2023-10')
    .option('--draws <n>', 'posterior draws', wholeNumber(2, 10_000), 200)
    .option('--seed <n>', 'seed of the draws', wholeNumber(0), 1)
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark shares --from 2022-08 --to 2023-10\n  tidemark export share-draws --out share-draws.csv',
    )
    .action(run);
}

async function run(options: SharesOptions): Promise<void> {
  const { printShares } = await import('../shares.ts');
  await printShares(options);
}
