import { Argument, Command } from 'commander';
import { withCommonOptions } from '../options.ts';
import type { ReplayOptions } from '../replay.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Parses the archive of a finished or killed crawl again, without network, through the same parsers.\n' +
        'A crawl that was killed and went on has one archive a run: name them all.',
    )
    .addArgument(new Argument('<run...>', 'folders below raw/ in the data folder'))
    .requiredOption('--into <dir>', 'the data folder that takes the tables')
    .addHelpText('after', '\nExample:\n  tidemark replay 20260921T101500000Z-danbooru --into again')
    .action(run);
}

async function run(runs: readonly string[], options: ReplayOptions): Promise<void> {
  const { replayRuns } = await import('../replay.ts');
  process.exitCode = await replayRuns(runs, options);
}
