import { Argument, Command, Option } from 'commander';
import { UsageError } from '../../core/errors.ts';
import { type CommonOptions, choice, withCommonOptions } from '../options.ts';

const TABLES = [
  'uploads',
  'artists',
  'shares',
  'share-estimates',
  'share-draws',
  'coverage',
  'months',
  'withdrawals',
] as const;
const DIMENSIONS = ['follower-bin', 'label', 'tag', 'uploader'] as const;
const FORMATS = ['csv', 'parquet', 'arrow'] as const;

interface ExportOptions extends CommonOptions {
  readonly format: (typeof FORMATS)[number];
  readonly out: string;
  readonly by?: (typeof DIMENSIONS)[number];
}

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Writes a stored table to a file. Times are UTC, ISO 8601 with milliseconds; months look like 2021-01.',
    )
    .addArgument(new Argument('<table>', 'what to write').choices(TABLES))
    .addOption(choice('--format <format>', 'the form of the file', FORMATS, 'csv'))
    .addOption(new Option('--by <dimension>', 'count months by this instead of by artist').choices(DIMENSIONS))
    .requiredOption('--out <file>', 'the file to write; appears whole or not at all')
    .addHelpText('after', '\nExample:\n  tidemark export uploads --format parquet --out uploads.parquet')
    .action(run);
}

async function run(table: (typeof TABLES)[number], options: ExportOptions): Promise<void> {
  const { by, format, out } = options;
  if (by !== undefined && table !== 'months') throw new UsageError(`--by goes with the table months, got ${table}`);
  const { openExistingStore } = await import('../wire.ts');
  await using store = await openExistingStore(options);
  const { rows } =
    by === undefined ? await store.exportTable(table, format, out) : await store.exportMonthsBy(by, format, out);
  console.log(
    options.json ? JSON.stringify({ table, file: options.out, rows }) : `${rows} rows of ${table} in ${options.out}`,
  );
}
