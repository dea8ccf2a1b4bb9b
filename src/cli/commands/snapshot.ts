import { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../options.ts';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Writes what is stored as Parquet files with a manifest into a new folder below snapshots/ of the data folder, and\n' +
        'turns the link snapshots/current to it. A snapshot never changes, and any number of processes can read it while\n' +
        'a crawl holds the store: give it as --data-dir to analyze, report or export.',
    )
    .addHelpText('after', '\nExample:\n  tidemark snapshot\n  tidemark analyze --data-dir data/snapshots/current')
    .action(run);
}

async function run(options: CommonOptions): Promise<void> {
  const [{ openExistingStore }, { snapshot }, { systemClock }] = await Promise.all([
    import('../wire.ts'),
    import('../../jobs/snapshot.ts'),
    import('../../core/clock.ts'),
  ]);
  await using store = await openExistingStore(options);
  const { path, manifest } = await snapshot({ store, dataDir: options.dataDir, clock: systemClock });
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(options.json ? JSON.stringify({ path, ...manifest }) : `${rows} rows in ${path}`);
}
