import { Command } from 'commander';
import type { DemoOptions } from '../demo.ts';
import { wholeNumber, withCommonOptions } from '../options.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Runs the whole job on stand-in sites with invented artists: crawl, store, analyse, report, shares, loop. Nothing\n' +
        'outside this machine is contacted. Run again, it goes on from what is stored.',
    )
    .option('--sample <n>', 'artists to draw on each site', wholeNumber(1), 250)
    .option('--seed <n>', 'seed of the samples, the bootstrap and the loop', wholeNumber(0), 1)
    .option('--out <dir>', 'reports lie in it, each in a folder of its own', 'reports')
    .addHelpText('after', '\nExample:\n  tidemark demo --sample 50 --data-dir /tmp/rehearsal')
    .action(run);
}

async function run(options: DemoOptions): Promise<void> {
  const { runDemo } = await import('../demo.ts');
  process.exitCode = await runDemo(options);
}
