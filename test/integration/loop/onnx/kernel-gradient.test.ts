import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { kernelGradient } from '../../../../src/loop/onnx/ops/kernel-gradient.ts';
import { type Pads, sweepOf } from '../../../../src/loop/onnx/ops/padding.ts';
import { drawValues, openGraph, relativeDistance } from '../../../support/onnx.ts';

const [N, HEIGHT, WIDTH] = [2, 5, 4];
const KERNEL = [2, 3] as const;

test.each([
  { name: 'as many channels', c: 2, out: 2, stride: 1, groups: 1 },
  { name: 'more channels in the image', c: 3, out: 2, stride: 1, groups: 1 },
  { name: 'more channels in the image, in groups', c: 6, out: 2, stride: 1, groups: 2 },
  { name: 'more channels in the image, stride 2', c: 3, out: 2, stride: 2, groups: 1 },
  { name: 'more channels in the result', c: 2, out: 3, stride: 1, groups: 1 },
])('the gradient by kernels is the sum of products that it stands for: $name', async ({ c, out, stride, groups }) => {
  const pads: Pads = [1, 0, 0, 2];
  const sweep = sweepOf('conv', [HEIGHT, WIDTH], KERNEL, { stride, padding: pads });
  const [down, across] = sweep.places;
  const graph = new Graph();
  const x = graph.input('x', [N, c, HEIGHT, WIDTH]);
  const dy = graph.input('dy', [N, out, down, across]);
  graph.output('dw', kernelGradient(x, dy, sweep, groups));
  const rng = createRng('kernel gradient');
  const feeds = {
    x: drawValues({ shape: x.shape, values: 'normal' }, rng),
    dy: drawValues({ shape: dy.shape, values: 'normal' }, rng),
  };
  const { dw } = await (await openGraph(graph))(feeds);

  const pixel = (n: number, channel: number, row: number, column: number) =>
    row < 0 || column < 0 || row >= HEIGHT || column >= WIDTH
      ? 0
      : feeds.x[((n * c + channel) * HEIGHT + row) * WIDTH + column]!;
  const inGroup = c / groups;
  const plain = Array.from({ length: out * inGroup * KERNEL[0] * KERNEL[1] }, (_, place) => {
    const column = place % KERNEL[1];
    const row = Math.floor(place / KERNEL[1]) % KERNEL[0];
    const o = Math.floor(place / (KERNEL[0] * KERNEL[1] * inGroup));
    const channel = (Math.floor(place / (KERNEL[0] * KERNEL[1])) % inGroup) + Math.floor(o / (out / groups)) * inGroup;
    let sum = 0;
    for (const [at, gradient] of feeds.dy.entries()) {
      const [n, from] = [Math.floor(at / (out * down * across)), Math.floor(at / (down * across)) % out];
      if (from !== o) continue;
      const [i, j] = [Math.floor(at / across) % down, at % across];
      sum += gradient * pixel(n, channel, stride * i + row - pads[0], stride * j + column - pads[1]);
    }
    return sum;
  });
  expect(relativeDistance(dw!, plain)).toBeLessThan(1e-5);
});
