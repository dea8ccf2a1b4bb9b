import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { openGraph, relativeDistance } from '../../../support/onnx.ts';
import { OP_CASES } from '../../../support/op-cases.ts';

/** One case of test/support/torch-goldens.py; a gradient is null where the operand holds indices. */
interface Golden {
  readonly name: string;
  readonly operands: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
  readonly dy: readonly number[];
  readonly y: { readonly shape: readonly number[]; readonly values: readonly number[] };
  readonly gradients: readonly (readonly number[] | null)[];
}

/** Both sides compute in float32 and the goldens keep seven digits: 1e-3 is far above their rounding. */
const TOLERANCE = 1e-3;

const FOLDER = resolve(import.meta.dirname, '../../../fixtures/autograd');
const goldens = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  // The script wrote these files in the form that Golden states.
  .flatMap((file) => (JSON.parse(readFileSync(resolve(FOLDER, file), 'utf8')) as { cases: Golden[] }).cases);

describe('PyTorch agrees with the value and the gradients of', () => {
  test.each(goldens)('$name', async (golden) => {
    const opCase = OP_CASES.find(({ name }) => name === golden.name)!;
    const graph = new Graph();
    const inputs = golden.operands.map(({ shape }, place) =>
      graph.input(`x${place}`, shape, golden.gradients[place] === null ? 'int32' : 'float32'),
    );
    const y = opCase.build(inputs);
    expect(y.shape).toEqual(golden.y.shape);
    graph.output('y', y);
    const sources = inputs.filter(({ type }) => type === 'float32');
    const dy = graph.input('dy', y.shape);
    for (const [place, gradient] of gradients(y, sources, dy).entries()) {
      graph.output(`d${sources[place]!.name}`, gradient);
    }
    const run = await openGraph(graph);
    const results = await run({
      dy: golden.dy,
      ...Object.fromEntries(golden.operands.map(({ values }, place) => [`x${place}`, values])),
    });
    expect(relativeDistance(results.y!, golden.y.values), 'value').toBeLessThan(TOLERANCE);
    for (const [place, expected] of golden.gradients.entries()) {
      if (expected === null) continue;
      const distance = relativeDistance(results[`dx${place}`]!, expected);
      expect(distance, `operand ${place + 1}`).toBeLessThan(TOLERANCE);
    }
  });

  test('every op of the engine', () => {
    expect(goldens.map(({ name }) => name).sort()).toEqual(OP_CASES.map(({ name }) => name).sort());
  });
});
