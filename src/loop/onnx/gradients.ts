import type { Tensor } from './graph.ts';
import { add } from './ops/arithmetic.ts';
import { showShape } from './shapes.ts';

/**
 * Reverse mode: adds to the graph the gradients of a tensor, contracted with dy, by each of the sources. What gradients
 * are made of has gradients itself, so they can be taken twice.
 *
 * Griewank, A. & Walther, A. (2008). Evaluating Derivatives, 2nd ed., ch. 3. SIAM.
 *
 * @param y what is differentiated; a scalar loss if dy is left out
 * @param sources inputs or any tensors on the way to y
 * @param dy the weight of each element of y, of y's shape; @default 1 for a scalar
 * @returns one tensor for each source, of the source's shape
 * @throws RangeError if y is no scalar and dy is left out, or if y does not depend on a source
 */
export function gradients(y: Tensor, sources: readonly Tensor[], dy: Tensor = seedOf(y)): Tensor[] {
  const graph = y.graph;
  const path = between(y, new Set(sources));
  const totals = new Map<Tensor, Tensor>([[y, dy]]);
  for (const tensor of path) {
    const total = totals.get(tensor);
    const derivative = graph.derivativeOf(tensor);
    if (total === undefined || derivative === undefined) continue;
    for (const [place, input] of derivative.inputs.entries()) {
      const pullback = derivative.pullbacks[place];
      if (pullback === undefined || !path.has(input)) continue;
      const sum = totals.get(input);
      const term = pullback(total);
      totals.set(input, sum === undefined ? term : add(sum, term));
    }
  }
  return sources.map((source) => {
    const total = totals.get(source);
    if (total === undefined) throw new RangeError(`gradients: the loss does not depend on ${source.name}`);
    return total;
  });
}

function seedOf(y: Tensor): Tensor {
  if (y.shape.length > 0) {
    throw new RangeError(
      `gradients: a loss is a scalar, got shape ${showShape(y.shape)}; give dy, or take sum(y) first`,
    );
  }
  return y.graph.scalar(1);
}

/** The tensors on a way from a source to y, latest first: whatever uses a tensor comes before it. */
function between(y: Tensor, sources: ReadonlySet<Tensor>): ReadonlySet<Tensor> {
  const first = Math.min(...[...sources].map(({ order }) => order));
  const behind = new Set([y]);
  for (const tensor of behind) {
    for (const input of differentiableInputs(tensor)) if (input.order >= first) behind.add(input);
  }
  const path = new Set<Tensor>();
  for (const tensor of [...behind].sort((a, b) => a.order - b.order)) {
    if (sources.has(tensor) || differentiableInputs(tensor).some((input) => path.has(input))) path.add(tensor);
  }
  return new Set([...path].reverse());
}

function differentiableInputs(tensor: Tensor): readonly Tensor[] {
  const derivative = tensor.graph.derivativeOf(tensor);
  return derivative?.inputs.filter((_, place) => derivative.pullbacks[place] !== undefined) ?? [];
}
