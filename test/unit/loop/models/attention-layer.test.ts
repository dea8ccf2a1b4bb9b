import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { attentionLayer } from '../../../../src/loop/models/attention-layer.ts';
import { layoutOf } from '../../../../src/loop/models/layout.ts';
import { type Scope, scopeOver } from '../../../../src/loop/models/scope.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { openGraph, relativeDistance } from '../../../support/onnx.ts';

const [N, QUERIES, WIDTH, KEYS, CONTEXT, HEADS] = [2, 3, 4, 5, 6, 2];
/** In the first head the first query sees the first key only. */
const BIAS = Array.from({ length: HEADS * QUERIES * KEYS }, (_, i) => (i > 0 && i < KEYS ? -1e9 : 0));

function layer(scope: Scope) {
  const { graph } = scope;
  const [x, context] = [graph.input('x', [N, QUERIES, WIDTH]), graph.input('context', [N, KEYS, CONTEXT])];
  const bias = graph.constant(BIAS, [HEADS, QUERIES, KEYS]);
  return attentionLayer(scope, 'look', x, context, { heads: HEADS, bias });
}

type Matrix = readonly (readonly number[])[];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)));
const matrixOf = (values: readonly number[], columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, row) => values.slice(row * columns, (row + 1) * columns));

/** One head's mix of values. */
function lookedAt(query: Matrix, key: Matrix, value: Matrix, bias: Matrix): Matrix {
  const scores = query.map((q, i) =>
    key.map((k, j) => q.reduce((sum, x, d) => sum + x * k[d]!, 0) / Math.sqrt(q.length) + bias[i]![j]!),
  );
  const shares = scores.map((row) => {
    const weights = row.map((score) => Math.exp(score - Math.max(...row)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
  return product(shares, value);
}

test('each head looks by its own part of queries, keys and values, and the heads are joined', async () => {
  const rng = createRng('attention');
  const draw = (length: number) => Array.from({ length }, () => Math.fround(rng.normal()));
  const { parameters } = layoutOf(layer);
  expect(parameters.map(({ name, shape }) => `${name} ${shape.join(' × ')}`)).toEqual([
    'look/query 4 × 4',
    'look/key 6 × 4',
    'look/value 6 × 4',
    'look/output/kernel 4 × 4',
    'look/output/bias 4',
  ]);
  const values = new Map(parameters.map(({ name, shape }) => [name, draw(shape.reduce((a, b) => a * b, 1))]));
  const graph = new Graph();
  const scope = scopeOver(graph, 'inference', {
    parameter: (name, shape) => graph.constant(values.get(name)!, shape),
    statistic: (_, shape) => graph.constant([], shape),
    replace: () => {},
  });
  graph.output('y', layer(scope));
  const [x, context] = [draw(N * QUERIES * WIDTH), draw(N * KEYS * CONTEXT)];
  const { y } = await (await openGraph(graph))({ x, context });

  const part = WIDTH / HEADS;
  const weights = (name: string) => matrixOf(values.get(`look/${name}`)!, WIDTH);
  const expected = Array.from({ length: N }, (_, n) => {
    const own = matrixOf(x.slice(n * QUERIES * WIDTH, (n + 1) * QUERIES * WIDTH), WIDTH);
    const other = matrixOf(context.slice(n * KEYS * CONTEXT, (n + 1) * KEYS * CONTEXT), CONTEXT);
    const [q, k, v] = [
      product(own, weights('query')),
      product(other, weights('key')),
      product(other, weights('value')),
    ];
    const heads = Array.from({ length: HEADS }, (_, head) => {
      const columns = (matrix: Matrix) => matrix.map((row) => row.slice(head * part, (head + 1) * part));
      const bias = matrixOf(BIAS.slice(head * QUERIES * KEYS, (head + 1) * QUERIES * KEYS), KEYS);
      return lookedAt(columns(q), columns(k), columns(v), bias);
    });
    const joined = Array.from({ length: QUERIES }, (_, i) => heads.flatMap((head) => head[i]!));
    return product(joined, weights('output/kernel')).map((row) =>
      row.map((value, i) => value + values.get('look/output/bias')![i]!),
    );
  });
  expect(relativeDistance(y!, expected.flat(2))).toBeLessThan(1e-5);
});

test('operands that do not fit are refused', () => {
  const build = (x: readonly number[], context: readonly number[]) => () =>
    layoutOf((scope) => {
      const { graph } = scope;
      return attentionLayer(scope, 'a', graph.input('x', x), graph.input('context', context), { heads: 3 });
    });
  expect(build([2, 3, 4], [2, 5, 6])).toThrow('attentionLayer: x has shape [2, 3, 4]');
  expect(build([2, 3, 6], [1, 5, 6])).toThrow('attentionLayer: context has shape [1, 5, 6], expected [2, keys, width]');
});
