import { Argument, Command } from 'commander';
import { UsageError } from '../../core/errors.ts';
import type { CrawlOptions } from '../crawl.ts';
import { choice, names, wholeNumber, withCommonOptions } from '../options.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      "Stores artists' whole upload histories. Interrupted, the same command goes on where it stopped;\n" +
        'artists that are complete are not asked for again.',
    )
    .addArgument(new Argument('<site>', 'artstation, deviantart or danbooru'))
    .option('--artist <name>', 'an artist by name; give it once for each', names)
    .option('--sample <n>', 'draw this many artists at random from those above the threshold', wholeNumber(1))
    .option(
      '--min-followers <n>',
      'the threshold of a sample: strictly more followers than this (default: 2000)',
      wholeNumber(0),
    )
    .option(
      '--min-posts <n>',
      'on Danbooru, which has no followers: at least this many posts (default: 50)',
      wholeNumber(1),
    )
    .option('--seed <n>', 'the seed of the sample', wholeNumber(0), 1)
    .addOption(
      choice(
        '--labels <how>',
        'read AI labels from listings alone, or look up what listings lack, at the cost of more requests',
        ['listing', 'detail'],
        'listing',
      ),
    )
    .addHelpText(
      'after',
      '\nExample:\n  tidemark crawl artstation --sample 250 --min-followers 2000 --seed 1\n  tidemark crawl danbooru --artist some_artist --artist another_artist',
    )
    .action(run);
}

async function run(site: string, options: CrawlOptions): Promise<void> {
  if ((options.artist === undefined) === (options.sample === undefined)) {
    throw new UsageError('say which artists: --artist NAME (repeatable) or --sample N, one of the two');
  }
  const { crawlSite } = await import('../crawl.ts');
  process.exitCode = await crawlSite(site, options);
}
