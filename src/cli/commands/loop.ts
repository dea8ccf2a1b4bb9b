import { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../options.ts';

export function build(): Command {
  const loop = new Command()
    .description('Self-consuming loops: models that train on what models before them made.')
    .addHelpText('after', '\nExample:\n  tidemark loop run plans/gaussian-shares.toml');
  loop.addCommand(
    withCommonOptions(new Command('run'))
      .summary('run a plan')
      .description(
        'Runs a plan: from stored shares or from constants it makes a schedule, writes down what theory predicts, runs the\n' +
          'loop and prints both side by side. The same plan on the same data is run once.',
      )
      .argument('<plan.toml>', 'the plan; see plans/ for examples with every key')
      .addHelpText('after', '\nExample:\n  tidemark loop run plans/gaussian-shares.toml')
      .action(run),
  );
  return loop;
}

async function run(plan: string, options: CommonOptions): Promise<void> {
  const { runLoopPlan } = await import('../loop.ts');
  await runLoopPlan(plan, options);
}
