import { Command } from 'commander';
import { UsageError } from '../../core/errors.ts';
import type { ImportOptions, ImportSource } from '../import.ts';
import { withCommonOptions } from '../options.ts';

const KINDS = 'table, recorded, gallery-dl';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Stores uploads from files. Importing the same file again adds nothing.\n' +
        '  table       a CSV, JSONL (each also gzipped) or Parquet table of uploads, its columns named by --map\n' +
        '  recorded    a folder of response bodies kept from the three sites\n' +
        '  gallery-dl  what gallery-dl -j printed',
    )
    .argument('<kind>', KINDS)
    .argument('<path>', 'the file or folder to read')
    .option(
      '--map <columns>',
      'which columns are site, artist, upload_id, published_at and, if there, title, label, tags; site=@name names one site',
    )
    .addHelpText(
      'after',
      '\nExample:\n  tidemark import table works.csv.gz --map site=project,artist=contributor,upload_id=work,published_at=date',
    )
    .action(run);
}

async function run(kind: string, path: string, options: ImportOptions): Promise<void> {
  const source = importSource(kind, options.map);
  const { printImport } = await import('../import.ts');
  await printImport(source, path, options);
}

function importSource(kind: string, map: string | undefined): ImportSource {
  switch (kind) {
    case 'table':
      if (map !== undefined) return { kind, map };
      throw new UsageError(
        'import table needs --map, such as --map site=@mysite,artist=author,upload_id=id,published_at=date',
      );
    case 'recorded':
    case 'gallery-dl':
      if (map === undefined) return { kind };
      throw new UsageError(`--map is for tables; import ${kind} takes none`);
    default:
      throw new UsageError(`there is no kind of import "${kind}"; expected ${KINDS}`);
  }
}
