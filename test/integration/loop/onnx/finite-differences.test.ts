import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { drawValues, type Feeds, openGraph, relativeDistance } from '../../../support/onnx.ts';
import { OP_CASES, type OpCase } from '../../../support/op-cases.ts';

/** Half the distance of the two points of a difference: 0.01 balances curvature against float32's rounding. */
const STEP = 0.01;
/** Central differences in float32 are right to about 1e-4 of the greatest gradient; 5e-3 leaves room for curvature. */
const TOLERANCE = 5e-3;

describe('the gradient of', () => {
  test.each(OP_CASES)('$name is that of central differences', async (opCase) => {
    const rng = createRng(`finite differences of ${opCase.name}`);
    const { graph, y } = graphOf(opCase);
    const operands = opCase.operands.map((operand) => drawValues(operand, rng));
    const dy = drawValues({ shape: y.shape, values: 'normal' }, rng);
    const feeds: Feeds = { dy, ...Object.fromEntries(operands.map((values, place) => [`x${place}`, values])) };
    const run = await openGraph(graph);
    const exact = await run(feeds);
    for (const [place, { values }] of opCase.operands.entries()) {
      if (!isDifferentiable(values)) continue;
      const weighted = async (element: number, step: number) => {
        const moved = operands[place]!.with(element, Math.fround(operands[place]![element]! + step));
        const { y } = await run({ ...feeds, [`x${place}`]: moved }, ['y']);
        return { point: moved[element]!, value: y!.reduce((total, value, i) => total + value * dy[i]!, 0) };
      };
      const differences: number[] = [];
      for (const element of operands[place]!.keys()) {
        const [above, below] = [await weighted(element, STEP), await weighted(element, -STEP)];
        differences.push((above.value - below.value) / (above.point - below.point));
      }
      const distance = relativeDistance(exact[`dx${place}`]!, differences);
      expect(distance, `operand ${place + 1}`).toBeLessThan(TOLERANCE);
    }
  });
});

function graphOf({ operands, build }: OpCase) {
  const graph = new Graph();
  const inputs = operands.map(({ shape, values }, place) =>
    graph.input(`x${place}`, shape, typeof values === 'object' ? 'int32' : 'float32'),
  );
  const y = build(inputs);
  const dy = graph.input('dy', y.shape);
  graph.output('y', y);
  for (const [place, input] of inputs.entries()) {
    if (isDifferentiable(operands[place]!.values)) graph.output(`dx${place}`, gradients(y, [input], dy)[0]!);
  }
  return { graph, y };
}

function isDifferentiable(values: OpCase['operands'][number]['values']): boolean {
  return typeof values === 'string' && values !== 'mask';
}
