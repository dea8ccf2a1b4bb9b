import { Command, CommanderError } from 'commander';
import { TidemarkError, UsageError } from '../core/errors.ts';
import { VERSION } from '../core/version.ts';
import { Interruption, interruptible } from './interruption.ts';

/** A command's file is imported only when the command is asked for: help must not load a database. */
interface CommandModule {
  build(): Command;
}

const COMMANDS: readonly { name: string; summary: string; load: () => Promise<CommandModule> }[] = [
  { name: 'demo', summary: 'run the whole job on the stand-in sites', load: () => import('./commands/demo.ts') },
  { name: 'sandbox', summary: 'serve the stand-in sites on this machine', load: () => import('./commands/sandbox.ts') },
  { name: 'crawl', summary: "store artists' upload histories from a site", load: () => import('./commands/crawl.ts') },
  { name: 'import', summary: 'store uploads from files', load: () => import('./commands/import.ts') },
  { name: 'replay', summary: 'parse the archive of a crawl again', load: () => import('./commands/replay.ts') },
  { name: 'analyze', summary: 'work out how uploads are turning', load: () => import('./commands/analyze.ts') },
  {
    name: 'simulate',
    summary: 'what a split shows where nobody changes',
    load: () => import('./commands/simulate.ts'),
  },
  { name: 'report', summary: 'write a report with figures', load: () => import('./commands/report.ts') },
  { name: 'shares', summary: 'work out monthly generated shares', load: () => import('./commands/shares.ts') },
  { name: 'loop', summary: 'run a self-consuming loop from a plan', load: () => import('./commands/loop.ts') },
  { name: 'train', summary: 'train a model of images from a plan', load: () => import('./commands/train.ts') },
  { name: 'export', summary: 'write stored tables to a file', load: () => import('./commands/export.ts') },
  {
    name: 'snapshot',
    summary: 'publish what is stored for other processes',
    load: () => import('./commands/snapshot.ts'),
  },
  { name: 'doctor', summary: 'check this machine and say how to mend it', load: () => import('./commands/doctor.ts') },
];

/**
 * Runs one command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done, 130 interrupted.
 *
 * @param argv the words after `tidemark`
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endOnBrokenPipe);
  process.stderr.on('error', () => {}); // nobody reads what it says; the work goes on
  const words = argv[0] === 'help' && argv[1] ? [argv[1], '--help', ...argv.slice(2)] : [...argv];
  const release = interruptible();
  try {
    const program = await buildProgram(words[0]);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = explain(error);
  } finally {
    release();
  }
}

/** `tidemark … | head` has read enough. */
function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

async function buildProgram(chosen: string | undefined): Promise<Command> {
  const program = new Command('tidemark')
    .description('Watches what artists upload, says how it is turning, and feeds what it measured into loops.')
    .version(VERSION)
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark demo                     the whole job, on invented sites\n  tidemark crawl danbooru --help    what one command takes',
    );
  for (const { name, summary, load } of COMMANDS) {
    if (name === chosen) program.addCommand((await load()).build().name(name).summary(summary));
    else program.command(name).summary(summary);
  }
  throwInsteadOfExit(program);
  return program;
}

function throwInsteadOfExit(command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'tidemark: ')) });
  for (const child of command.commands) throwInsteadOfExit(child);
}

/** Says what went wrong on stderr. @returns the exit code it calls for */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interruption) {
    console.error(`tidemark: ${error.message}`);
    return 130;
  }
  if (error instanceof TidemarkError) {
    console.error(`tidemark: ${error.message}`);
    return error instanceof UsageError ? 2 : 1;
  }
  if (error instanceof Error && 'syscall' in error) {
    console.error(`tidemark: the system refused: ${error.message}`);
    return 1;
  }
  console.error('tidemark: this is a fault in Tidemark, not in what you asked for:');
  console.error(error);
  return 1;
}
