import { Command } from 'commander';
import { UsageError } from '../../core/errors.ts';
import type { ImportOptions, ImportSource } from '../import.ts';
import { withCommonOptions } from '../options.ts';

const KINDS = 'table, recorded, gallery-dl, danbooru-dump';

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Stores uploads from files. Importing the same file again adds nothing.\n' +
        '  table          a CSV, JSONL or Parquet table, its columns named by --map\n' +
        '  recorded       a folder of response bodies kept from the three sites\n' +
        '  gallery-dl     what gallery-dl -j printed, or a folder of its sidecars\n' +
        '  danbooru-dump  posts of Danbooru in bulk: JSONL in one file or a folder of\n' +
        '                 parts, a folder of Parquet tables, or a DuckDB file;\n' +
        '                 an import that was cut off goes on where it was\n' +
        'CSV and JSON files may be gzipped.',
    )
    .argument('<kind>', KINDS)
    .argument('<path>', 'the file or folder to read')
    .option(
      '--map <columns>',
      'which columns are site, artist, upload_id, published_at and, if there, title, label, tags; site=@name names one site',
    )
    .option('--partial', 'the dump does not hold all works of its artists: their histories count as partial')
    .addHelpText(
      'after',
      '\nExample:\n  tidemark import table works.csv.gz --map site=project,artist=contributor,upload_id=work,published_at=date',
    )
    .action(run);
}

async function run(kind: string, path: string, options: ImportOptions): Promise<void> {
  const source = importSource(kind, options);
  const { printImport } = await import('../import.ts');
  await printImport(source, path, options);
}

function importSource(kind: string, { map, partial = false }: ImportOptions): ImportSource {
  if (partial && kind !== 'danbooru-dump') throw new UsageError('--partial is for danbooru-dump alone');
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
    case 'danbooru-dump':
      if (map === undefined) return { kind, isPartial: partial };
      throw new UsageError('--map is for tables; import danbooru-dump takes none');
    default:
      throw new UsageError(`there is no kind of import "${kind}"; expected ${KINDS}`);
  }
}
