import { fromBinary } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType, ModelProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { gradients } from '../../../../src/loop/onnx/gradients.ts';
import { type Attribute, Graph } from '../../../../src/loop/onnx/graph.ts';
import { modelBytes } from '../../../../src/loop/onnx/model.ts';
import { add, mul } from '../../../../src/loop/onnx/ops/arithmetic.ts';
import { sum } from '../../../../src/loop/onnx/ops/broadcast.ts';
import { conv } from '../../../../src/loop/onnx/ops/conv.ts';
import { exp, tanh } from '../../../../src/loop/onnx/ops/functions.ts';

const operatorsOf = (graph: Graph) =>
  fromBinary(ModelProtoSchema, modelBytes(graph)).graph!.node.map(({ opType }) => opType);

describe('a graph', () => {
  test('makes equal ops and equal constants once', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(exp(x)).toBe(exp(x));
    expect(graph.scalar(3)).toBe(graph.scalar(3));
    expect(graph.constant([1, 2], [2])).not.toBe(graph.constant([1, 2], [1, 2]));
    expect(graph.integers([1], [1], 'int32')).not.toBe(graph.integers([1], [1], 'int64'));
  });

  test('writes only what its outputs need, and the same bytes each time', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    tanh(x);
    graph.output('y', exp(x));
    expect(operatorsOf(graph)).toEqual(['Exp', 'Identity']);
    expect(modelBytes(graph)).toEqual(modelBytes(graph));
  });

  test('refuses a second input or output of one name, wrong shapes and constants that do not fill theirs', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    graph.output('y', x);
    expect(() => graph.input('x', [2])).toThrow(/has an input x already/);
    expect(() => graph.output('y', x)).toThrow(/has an output y already/);
    expect(() => graph.input('z', [2, 0])).toThrow(/whole numbers >= 1, got \[2, 0\]/);
    expect(() => graph.constant([1, 2, 3], [2])).toThrow(/needs 2 values, got 3/);
  });

  describe('attributes', () => {
    const leakyRelu = (graph: Graph, alpha: Attribute) =>
      graph.apply({ operator: 'LeakyRelu', inputs: [graph.inputs[0]!], shape: [2], attributes: { alpha } });
    const graphOf = (...alphas: readonly Attribute[]) => {
      const graph = new Graph();
      graph.input('x', [2]);
      for (const [place, alpha] of alphas.entries()) graph.output(`y${place}`, leakyRelu(graph, alpha));
      return graph;
    };

    test('are written as the kind they are: a float of 1 is no whole number', () => {
      const { node } = fromBinary(ModelProtoSchema, modelBytes(graphOf({ float: 0.1 }, { float: 1 }, 1, [1, 2])))
        .graph!;
      const { FLOAT, INT, INTS } = AttributeProto_AttributeType;
      expect(node.flatMap(({ attribute }) => attribute)).toMatchObject([
        { name: 'alpha', type: FLOAT, f: Math.fround(0.1) },
        { name: 'alpha', type: FLOAT, f: 1 },
        { name: 'alpha', type: INT, i: 1n },
        { name: 'alpha', type: INTS, ints: [1n, 2n] },
      ]);
    });

    test('are shared only with their equals', () => {
      expect(graphOf({ float: 1 }, { float: 1 }, { float: 0.1 }, 1, [1]).nodes).toHaveLength(4);
    });

    test('that ONNX could not hold are refused by name', () => {
      expect(() => graphOf(0.1)).toThrow(
        'LeakyRelu: attribute alpha: a plain number is whole, got 0.1; a float is written { float: 0.1 }',
      );
      expect(() => graphOf([1, 0.5])).toThrow(/a plain number is whole, got 0.5/);
      expect(() => graphOf({ float: 1e39 })).toThrow(
        'LeakyRelu: attribute alpha: a float is finite in float32, got 1e+39',
      );
    });
  });

  test('without outputs is no model', () => {
    expect(() => modelBytes(new Graph())).toThrow(/at least one output/);
  });

  test('does not mix with another graph', () => {
    const x = new Graph().input('x', [2]);
    const other = new Graph().input('x', [2]);
    expect(() => add(x, other)).toThrow('add: operand 2 is of another graph');
    const w = new Graph().input('w', [1, 1, 1, 1]);
    expect(() => conv(x.graph.input('images', [1, 1, 2, 2]), w)).toThrow('conv: operand 2 is of another graph');
  });
});

describe('gradients', () => {
  test('are taken of scalars, unless a weight is given', () => {
    const x = new Graph().input('x', [2]);
    expect(() => gradients(mul(x, 2), [x])).toThrow(/a loss is a scalar, got shape \[2\]/);
  });

  test('by something the loss does not depend on are refused', () => {
    const graph = new Graph();
    const [x, other] = [graph.input('x', [2]), graph.input('other', [2])];
    expect(() => gradients(sum(exp(x)), [x, other])).toThrow('the loss does not depend on other');
  });

  test('are not worked out for operands that nobody asked about', () => {
    const graph = new Graph();
    const [x, w] = [graph.input('x', [1, 1, 4, 4]), graph.input('w', [1, 1, 3, 3])];
    graph.output('dw', gradients(sum(conv(x, w)), [w])[0]!);
    expect(operatorsOf(graph)).not.toContain('Conv');
  });
});
