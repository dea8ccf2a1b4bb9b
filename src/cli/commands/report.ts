import { Command } from 'commander';
import { withAnalysisOptions } from '../analysis-options.ts';
import { names, withCommonOptions } from '../options.ts';
import type { ReportOptions } from '../report.ts';

export function build(): Command {
  return withAnalysisOptions(withCommonOptions(new Command()))
    .description(
      'Analyses what is stored and writes a report: an offline page, its figures as SVG and PNG, its tables as CSV and a\n' +
        'manifest that says what it was made from. A report of the same data and options is written once.',
    )
    .option('--out <dir>', 'reports lie in it, each in a folder of its own', 'reports')
    .option('--loop <plan.toml>', 'run this loop plan and add it to the report; give it once for each', names)
    .addHelpText('after', '\nExample:\n  tidemark report --cutoff 2022-01 --loop plans/gaussian-shares.toml')
    .action(run);
}

async function run(options: ReportOptions): Promise<void> {
  const { printReport } = await import('../report.ts');
  await printReport(options);
}
