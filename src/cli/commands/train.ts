import { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../options.ts';

export function build(): Command {
  const train = new Command()
    .description(
      'Trains a model of images from a plan: a diffusion model, one with classes or captions, a captioner, a classifier, or ' +
        'an encoder of images and texts. Runs on the fastest device that ONNX Runtime finds. The same plan on the same images ' +
        'is trained once; interrupted or killed, the same command goes on from the last checkpoint.',
    )
    .argument('<plan.toml>', 'the plan; see plans/train/ for examples and docs/reference/train-plans.md for every key')
    .addHelpText('after', '\nExample:\n  tidemark train plans/train/flowers.toml')
    .action(async (file: string, options: CommonOptions) => {
      const { trainPlan } = await import('../train.ts');
      await trainPlan(file, options);
    });
  return withCommonOptions(train);
}
