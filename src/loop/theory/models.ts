import { beliefsModel } from './beliefs.ts';
import { categoricalModel } from './categorical.ts';
import { gaussianModel } from './gaussian.ts';
import { kernelDensityModel } from './kernel-density.ts';
import { mixtureModel } from './mixture.ts';
import type { TheoryModel } from './model.ts';
import type { TheoryOptions } from './options.ts';
import { regressionModel } from './regression.ts';

/**
 * The theory model that options name.
 *
 * @example theoryModel({ model: 'gaussian', dimensions: 1, ddof: 1, bias: 1, draw: 'moments' }).metrics[0] // => 'mean_variance'
 */
export function theoryModel(options: TheoryOptions): TheoryModel {
  switch (options.model) {
    case 'gaussian':
      return gaussianModel(options);
    case 'categorical':
      return categoricalModel(options);
    case 'regression':
      return regressionModel(options);
    case 'kernel_density':
      return kernelDensityModel(options);
    case 'mixture':
      return mixtureModel(options);
    case 'beliefs':
      return beliefsModel(options);
    default:
      return options satisfies never;
  }
}
