import { Command, InvalidArgumentError } from 'commander';
import { FAULT_NAMES } from '../../sandbox/faults/names.ts';
import { parseFault } from '../../sandbox/faults/spec.ts';
import { rootSignal } from '../interruption.ts';
import { type CommonOptions, choice, wholeNumber, withCommonOptions } from '../options.ts';

interface SandboxOptions extends CommonOptions {
  readonly port: number;
  readonly seed: number;
  readonly artists: number;
  readonly detail: 'open' | 'challenge';
  readonly legacyCategory?: true;
  readonly fault: readonly string[];
}

export function build(): Command {
  return withCommonOptions(new Command())
    .description(
      'Serves stand-in ArtStation, DeviantArt and Danbooru sites with invented artists on 127.0.0.1, until Ctrl-C.\n' +
        'Their world runs from 2012 to 15 January 2024; what is true of an artist stands at /_truth/<site>/<artist>.',
    )
    .option(
      '--port <n>',
      'port of ArtStation; DeviantArt and Danbooru take the next two; 0 takes any three',
      wholeNumber(0, 65_533),
      7101,
    )
    .option('--seed <n>', 'the world to serve', wholeNumber(0), 1)
    .option('--artists <n>', 'artists on each site', wholeNumber(1), 1500)
    .addOption(
      choice(
        '--detail <how>',
        'ArtStation detail pages: served, or behind a challenge',
        ['open', 'challenge'],
        'challenge',
      ),
    )
    .option('--legacy-category', 'DeviantArt bodies carry the category keys of old clients')
    .option('--fault <name@page*count>', 'spoil a page of every artist; may be given more than once', faults, [])
    .addHelpText('after', AFTER)
    .action(run);
}

const AFTER = `
Faults: ${FAULT_NAMES.join(', ')}.
The page is first, middle, last or a number, and first if left out; the count of requests is 1 if left out.

Examples:
  tidemark sandbox &
  tidemark crawl danbooru --sample 50 --min-posts 50
  tidemark sandbox --fault status-500@middle*2 --fault empty-page@last`;

function faults(text: string, before: readonly string[]): readonly string[] {
  try {
    parseFault(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
  return [...before, text];
}

async function run(options: SandboxOptions): Promise<void> {
  const { startSandbox } = await import('../../sandbox/sandbox.ts');
  const { port } = options;
  await using sandbox = await startSandbox({
    seed: options.seed,
    artistsPerSite: options.artists,
    detail: options.detail,
    legacyCategory: options.legacyCategory ?? false,
    faults: options.fault,
    ports: { artstation: port, deviantart: port && port + 1, danbooru: port && port + 2 },
  });
  if (options.json) console.log(JSON.stringify(sandbox.baseUrls));
  else for (const [site, address] of Object.entries(sandbox.baseUrls)) console.log(`${site.padEnd(11)} ${address}`);
  await new Promise<void>((resolve) => rootSignal.addEventListener('abort', () => resolve(), { once: true }));
}
