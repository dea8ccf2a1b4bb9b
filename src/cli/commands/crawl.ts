import { Argument, Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../../core/errors.ts';
import type { CrawlOptions } from '../crawl.ts';
import { choice, names, wholeNumber, withCommonOptions } from '../options.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      "Stores artists' whole upload histories. Interrupted, the same command goes on where it stopped;\n" +
        'artists that are complete are not asked for again unless --recrawl says so.',
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
    .option(
      '--strata <list>',
      'draw from bins of audience apart, given by the least of each, such as 0,100,2000,20000; instead of a threshold',
      risingNumbers,
    )
    .addOption(
      choice(
        '--allocation <how>',
        'as many artists from each bin, or by the size of the bin',
        ['equal', 'proportional'],
        'equal',
      ),
    )
    .addOption(
      choice('--recrawl <how>', 'read complete artists again: whole lists, or from the front until nothing is new', [
        'incremental',
        'full',
      ]),
    )
    .option(
      '--full-every <days>',
      'an incremental recrawl reads a list whole where the last whole reading is older',
      wholeNumber(0),
      30,
    )
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
      '\nExample:\n  tidemark crawl artstation --sample 250 --min-followers 2000 --seed 1\n  tidemark crawl danbooru --artist some_artist --artist another_artist' +
        '\n  tidemark crawl deviantart --sample 200 --strata 0,100,2000,20000' +
        '\n  tidemark crawl artstation --sample 250 --min-followers 2000 --seed 1 --recrawl incremental',
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

function risingNumbers(text: string): readonly number[] {
  const numbers = text.split(',').map(wholeNumber(0));
  if (numbers.some((number, i) => i > 0 && number <= numbers[i - 1]!)) {
    throw new InvalidArgumentError('Expected whole numbers that rise, such as 0,100,2000.');
  }
  return numbers;
}
