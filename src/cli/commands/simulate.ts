import { Argument, Command } from 'commander';
import { positive, share, wholeNumber } from '../options.ts';
import { KINDS, type SimulateCommandOptions } from '../simulated-worlds.ts';

export function build(): Command {
  return new Command()
    .description(
      'Simulates worlds in which artists enter, upload and leave, and nobody changes, then analyses them as if they had been\n' +
        'crawled: what a split at January 2022 shows by itself. `table` runs every kind and prints them side by side.',
    )
    .addArgument(new Argument('<world>', 'what world').choices(KINDS))
    .option('--entry <n>', 'new artists a month', positive, 40)
    .option('--life <months>', 'mean career of exponential worlds, scale of Weibull ones (default: 24, 36)', positive)
    .option('--shape <n>', 'shape of Weibull careers', positive, 0.6)
    .option('--rate <share>', 'chance to upload in a month while there, at most 1', share, 0.6)
    .option('--months <n>', 'length of the history', wholeNumber(24, 1200), 180)
    .option('--cut <share>', 'plant a change: seniors upload so much less from August 2022 on, as 0.2', share)
    .option('--sample <n>', 'keep so many of the artists with at least 12 uploads when the world ends', wholeNumber(1))
    .option('--runs <n>', 'worlds to simulate', wholeNumber(1), 1)
    .option('--draws <n>', 'bootstrap draws in each', wholeNumber(1), 400)
    .option('--seed <n>', 'seed of the worlds', wholeNumber(0), 1)
    .option('--json', 'print the result as JSON on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  tidemark simulate stationary --entry 40 --life 24 --seed 1\n  tidemark simulate table --entry 117 --runs 30',
    )
    .action(run);
}

async function run(world: (typeof KINDS)[number], options: SimulateCommandOptions): Promise<void> {
  const { printSimulation } = await import('../simulate.ts');
  await printSimulation(world, options);
}
