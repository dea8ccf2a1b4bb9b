import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Graph } from '../../src/loop/onnx/graph.ts';
import { add } from '../../src/loop/onnx/ops/arithmetic.ts';
import { attention } from '../../src/loop/onnx/ops/attention.ts';
import { reshape } from '../../src/loop/onnx/ops/broadcast.ts';
import { conv, convTranspose } from '../../src/loop/onnx/ops/conv.ts';
import { concat, slice, transpose } from '../../src/loop/onnx/ops/layout.ts';
import { dense, matmul } from '../../src/loop/onnx/ops/matmul.ts';
import { groupNorm } from '../../src/loop/onnx/ops/normalize.ts';
import { averagePool } from '../../src/loop/onnx/ops/pool.ts';
import { showShape, sizeOf } from '../../src/loop/onnx/shapes.ts';

const length = fc.integer({ min: 1, max: 6 });
const shape = fc.array(length, { maxLength: 4 });
const image = fc.tuple(length, length, length, length);
const tensor = (dimensions: readonly number[]) => {
  const graph = new Graph();
  return { graph, x: graph.input('x', dimensions) };
};

describe('shapes that do not fit are refused by op, operand and expectation:', () => {
  test('reshape', () => {
    fc.assert(
      fc.property(shape, shape, (from, to) => {
        const { x } = tensor(from);
        if (sizeOf(from) === sizeOf(to)) expect(reshape(x, to).shape).toEqual(to);
        else
          expect(() => reshape(x, to)).toThrow(
            `reshape: x has shape ${showShape(from)}, expected ${sizeOf(to)} elements`,
          );
      }),
    );
  });

  test('add', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        const { graph, x } = tensor(a);
        const other = graph.input('other', b);
        const fit = a.every((size, i) => [size, 1, undefined].includes(b[i - a.length + b.length]) || size === 1);
        if (fit) expect(sizeOf(add(x, other).shape) % sizeOf(a)).toBe(0);
        else expect(() => add(x, other)).toThrow(`add: the second operand has shape ${showShape(b)}, expected`);
      }),
    );
  });

  test('matmul', () => {
    fc.assert(
      fc.property(length, length, length, length, (m, k, rows, n) => {
        const { graph, x } = tensor([m, k]);
        const b = graph.input('b', [rows, n]);
        if (k === rows) expect(matmul(x, b).shape).toEqual([m, n]);
        else expect(() => matmul(x, b)).toThrow(`matmul: b has shape [${rows}, ${n}], expected [..., ${k}, n]`);
      }),
    );
  });

  test('conv', () => {
    fc.assert(
      fc.property(
        image,
        image,
        fc.constantFrom('same' as const, 'valid' as const),
        length,
        (xs, ws, padding, stride) => {
          const { graph, x } = tensor(xs);
          const w = graph.input('w', ws);
          const build = () => conv(x, w, undefined, { padding, stride });
          if (xs[1] !== ws[1]) {
            expect(build).toThrow(
              `conv: w has shape ${showShape(ws)}, expected [a multiple of 1, ${xs[1]}, height, width]`,
            );
          } else if (padding === 'same') {
            expect(build().shape).toEqual([xs[0], ws[0], Math.ceil(xs[2] / stride), Math.ceil(xs[3] / stride)]);
          } else if (ws[2] > xs[2] || ws[3] > xs[3]) {
            expect(build).toThrow(/conv: x is .* expected at least the window's/);
          } else {
            const places = [2, 3].map((axis) => Math.floor((xs[axis]! - ws[axis]!) / stride) + 1);
            expect(build().shape).toEqual([xs[0], ws[0], ...places]);
          }
        },
      ),
    );
  });

  test('transpose', () => {
    fc.assert(
      fc.property(shape, fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), (dimensions, order) => {
        const { x } = tensor(dimensions);
        const isOrder =
          order.length === dimensions.length &&
          new Set(order).size === order.length &&
          order.every((axis) => axis < order.length);
        if (isOrder) expect(transpose(x, order).shape).toEqual(order.map((axis) => dimensions[axis]));
        else expect(() => transpose(x, order)).toThrow(/transpose: x has shape .* expected one axis for each/);
      }),
    );
  });

  test('slice', () => {
    fc.assert(
      fc.property(length, fc.integer({ min: -2, max: 7 }), fc.integer({ min: -2, max: 8 }), (size, start, end) => {
        const { x } = tensor([size]);
        const build = () => slice(x, [{ axis: 0, start, end }]);
        if (start >= 0 && start < end && end <= size) expect(build().shape).toEqual([end - start]);
        else
          expect(build).toThrow(`slice: x has shape [${size}], expected an axis 0 that holds ${start} to ${end} by 1`);
      }),
    );
  });
});

test.each([
  [
    'concat: operand 2 has shape [3, 2], expected [2, 3] but for axis 1',
    (g: Graph) => concat([g.input('a', [2, 3]), g.input('b', [3, 2])], 1),
  ],
  [
    'dense: w has shape [4, 5], expected [3, out]',
    (g: Graph) => dense(g.input('x', [2, 3]), g.input('w', [4, 5]), g.input('b', [5])),
  ],
  [
    'conv: b has shape [3], expected [2]',
    (g: Graph) => conv(g.input('x', [1, 1, 4, 4]), g.input('w', [2, 1, 1, 1]), g.input('b', [3])),
  ],
  [
    'convTranspose: w has shape [3, 1, 2, 2], expected [2, ',
    (g: Graph) => convTranspose(g.input('x', [1, 2, 4, 4]), g.input('w', [3, 1, 2, 2])),
  ],
  [
    'groupNorm: x has shape [1, 3, 2, 2], expected channels in 2',
    (g: Graph) =>
      groupNorm(g.input('x', [1, 3, 2, 2]), 2, { scale: g.input('s', [3]), shift: g.input('t', [3]) }, 1e-5),
  ],
  [
    'averagePool: x has shape [2, 2], expected [n, c, height, width]',
    (g: Graph) => averagePool(g.input('x', [2, 2]), { size: 2 }),
  ],
  [
    'attention: key has shape [5, 3], expected [..., keys, 4]',
    (g: Graph) => attention(g.input('q', [2, 4]), g.input('k', [5, 3]), g.input('v', [5, 1])),
  ],
  ['add: operand 2 holds int32, expected float32', (g: Graph) => add(g.input('a', [2]), g.input('b', [2], 'int32'))],
])('%s', (message, build) => {
  expect(() => build(new Graph())).toThrow(message);
});
