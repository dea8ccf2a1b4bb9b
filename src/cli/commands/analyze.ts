import { Command } from 'commander';
import { withAnalysisOptions } from '../analysis-options.ts';
import type { AnalyzeCommandOptions } from '../analyze.ts';
import { withCommonOptions } from '../options.ts';

export function build(): Command {
  return withAnalysisOptions(withCommonOptions(new Command()))
    .description(
      'Works out monthly uploads, seniors and juniors, and how their slopes compare with those at cutoffs where nothing\n' +
        'happened: splitting artists at a date makes seniors fall and juniors rise even if nobody changes.',
    )
    .option('--out <dir>', 'write analysis.json and every table as CSV into this folder')
    .addHelpText('after', '\nExample:\n  tidemark analyze --cutoff 2022-01 --placebo 2018-01 --placebo 2019-01 --json')
    .action(run);
}

async function run(options: AnalyzeCommandOptions): Promise<void> {
  const { printAnalysis } = await import('../analyze.ts');
  await printAnalysis(options);
}
