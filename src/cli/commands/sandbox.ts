import { Command } from 'commander';
import { rootSignal } from '../interruption.ts';
import { type CommonOptions, choice, wholeNumber, withCommonOptions } from '../options.ts';

interface SandboxOptions extends CommonOptions {
  readonly port: number;
  readonly seed: number;
  readonly artists: number;
  readonly detail: 'open' | 'challenge';
  readonly legacyCategory?: true;
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
    .addHelpText('after', '\nExample:\n  tidemark sandbox &\n  tidemark crawl danbooru --sample 50 --min-posts 50')
    .action(run);
}

async function run(options: SandboxOptions): Promise<void> {
  const { startSandbox } = await import('../../sandbox/sandbox.ts');
  const { port } = options;
  await using sandbox = await startSandbox({
    seed: options.seed,
    artistsPerSite: options.artists,
    detail: options.detail,
    legacyCategory: options.legacyCategory ?? false,
    ports: { artstation: port, deviantart: port && port + 1, danbooru: port && port + 2 },
  });
  if (options.json) console.log(JSON.stringify(sandbox.baseUrls));
  else for (const [site, address] of Object.entries(sandbox.baseUrls)) console.log(`${site.padEnd(11)} ${address}`);
  await new Promise<void>((resolve) => rootSignal.addEventListener('abort', () => resolve(), { once: true }));
}
