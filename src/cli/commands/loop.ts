import { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../options.ts';

export function build(): Command {
  const loop = new Command()
    .description('Self-consuming loops: models that train on what models before them made.')
    .addHelpText('after', '\nExample:\n  tidemark loop run plans/gaussian-shares.toml');
  for (const command of [plan(), run(), resume(), status(), compare()]) loop.addCommand(withCommonOptions(command));
  return loop;
}

const PLAN_ARGUMENT = 'the plan; see plans/ for examples and docs/reference/plans.md for every key';

function plan(): Command {
  return new Command('plan')
    .summary('say what a plan would do')
    .description(
      "Prints the counts and steps of every arm's generations, the time and the disk; runs and writes nothing.",
    )
    .argument('<plan.toml>', PLAN_ARGUMENT)
    .addHelpText('after', '\nExample:\n  tidemark loop plan plans/gaussian-growth.toml')
    .action(async (file: string, options: CommonOptions) => {
      const { printLoopPlan } = await import('../loop.ts');
      await printLoopPlan(file, options);
    });
}

function run(): Command {
  return new Command('run')
    .summary('run a plan')
    .description(
      'Runs a plan: from stored shares or from constants it makes a schedule, writes down what theory predicts, runs the\n' +
        'loop and prints both side by side. The same plan on the same data is run once; an unfinished run goes on.',
    )
    .argument('<plan.toml>', PLAN_ARGUMENT)
    .addHelpText('after', '\nExample:\n  tidemark loop run plans/gaussian-shares.toml')
    .action(async (file: string, options: CommonOptions) => {
      const { runLoopPlan } = await import('../loop.ts');
      await runLoopPlan(file, options);
    });
}

function resume(): Command {
  return new Command('resume')
    .summary('go on with an unfinished run')
    .description(
      'Goes on with a run that was interrupted or killed, from its last commit and on the data it began with. It ends with\n' +
        'the same bytes as if it had never been stopped.',
    )
    .argument('<run>', 'its id, as "tidemark loop status" lists it')
    .addHelpText('after', '\nExample:\n  tidemark loop resume loop-0f3a5c7e9b1d2468')
    .action(async (runId: string, options: CommonOptions) => {
      const { resumeLoopRun } = await import('../loop.ts');
      await resumeLoopRun(runId, options);
    });
}

function status(): Command {
  return new Command('status')
    .summary('say how far runs are')
    .description('Lists runs with their state and how much of them is committed; may be asked while one is running.')
    .argument('[run]', 'only this one')
    .addHelpText('after', '\nExample:\n  tidemark loop status')
    .action(async (runId: string | undefined, options: CommonOptions) => {
      const { printLoopStatus } = await import('../loop.ts');
      await printLoopStatus(runId, options);
    });
}

function compare(): Command {
  return new Command('compare')
    .summary('set runs beside each other')
    .description(
      'Prints the metrics of the last generation of complete runs, and their differences from the first run.',
    )
    .argument('<runs...>', 'two or more ids')
    .addHelpText('after', '\nExample:\n  tidemark loop compare loop-0f3a5c7e9b1d2468 loop-a1b2c3d4e5f60718')
    .action(async (runIds: string[], options: CommonOptions) => {
      const { printLoopComparison } = await import('../loop.ts');
      await printLoopComparison(runIds, options);
    });
}
