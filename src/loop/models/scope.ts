import type { Graph, Tensor } from '../onnx/graph.ts';
import type { Moments } from '../onnx/ops/normalize.ts';

/** What the elements of a parameter are before training. */
export type Initial =
  | { readonly kind: 'constant'; readonly value: number }
  /** Uniform on [−limit, limit). */
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'normal'; readonly sd: number };

/** Running mean and variance of a normalisation. */
export interface RunningMoments extends Moments {
  /** What takes their place at the next step, each [channels]. Called once, in training only. */
  replace(next: Moments): void;
}

/**
 * Where a network takes what it is made of: the graph it adds itself to, its parameters and its running statistics by
 * name. The network asks; whether the answer is a new parameter, a piece of a vector in training or a constant of a
 * finished model, it does not see.
 */
export interface Scope {
  readonly graph: Graph;
  readonly mode: 'training' | 'inference';
  /** @throws RangeError if the name is taken */
  parameter(name: string, shape: readonly number[], initial: Initial): Tensor;
  /** Begins with mean 0 and variance 1. @throws RangeError if the name is taken */
  statistics(name: string, channels: number): RunningMoments;
  /** The same scope with `outer/` in front of every name. */
  within(outer: string): Scope;
}

/** One of a model's computations: makes its inputs on the scope's graph, asks the scope for its parameters. */
export type Program<Result = void> = (scope: Scope) => Result;

/** How a scope comes to the tensors that a network asks for. */
export interface Supply {
  parameter(name: string, shape: readonly number[], initial: Initial): Tensor;
  statistic(name: string, shape: readonly number[], initial: Initial): Tensor;
  /** Called with a running statistic's next value, in training. */
  replace(name: string, next: Tensor): void;
}

/** A scope over a graph that takes its tensors from `supply`. */
export function scopeOver(graph: Graph, mode: Scope['mode'], supply: Supply): Scope {
  const taken = new Set<string>();
  const claim = (name: string) => {
    if (taken.has(name)) throw new RangeError(`the network has a parameter ${name} already`);
    taken.add(name);
  };
  const under = (prefix: string): Scope => ({
    graph,
    mode,
    parameter: (name, shape, initial) => {
      claim(prefix + name);
      return supply.parameter(prefix + name, shape, initial);
    },
    statistics: (name, channels) => {
      claim(prefix + name);
      const [mean, variance] = [`${prefix}${name}/mean`, `${prefix}${name}/variance`];
      return {
        mean: supply.statistic(mean, [channels], { kind: 'constant', value: 0 }),
        variance: supply.statistic(variance, [channels], { kind: 'constant', value: 1 }),
        replace: (next) => {
          supply.replace(mean, next.mean);
          supply.replace(variance, next.variance);
        },
      };
    },
    within: (outer) => under(`${prefix}${outer}/`),
  });
  return under('');
}
