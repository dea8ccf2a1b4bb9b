import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { drawViews, viewsOf } from '../../../../src/loop/models/views.ts';
import { Graph } from '../../../../src/loop/onnx/graph.ts';
import { openGraph } from '../../../support/onnx.ts';

const [COUNT, SIZE] = [3, 5];
const rng = createRng('images');
const images = Array.from({ length: COUNT * 2 * SIZE * SIZE }, () => Math.fround(rng.normal()));

async function seen(views: readonly number[]): Promise<number[]> {
  const graph = new Graph();
  const x = graph.input('images', [COUNT, 2, SIZE, SIZE]);
  graph.output('y', viewsOf(x, graph.input('views', [COUNT, 4])));
  const run = await openGraph(graph);
  return (await run({ images, views })).y!;
}

/** Value at a place between pixels. */
function interpolated(plane: readonly number[], row: number, column: number): number {
  const weight = (place: number, pixel: number) => Math.max(0, 1 - Math.abs(place - pixel));
  return plane.reduce((sum, value, i) => sum + value * weight(row, Math.floor(i / SIZE)) * weight(column, i % SIZE), 0);
}

test('a view of the whole image is the image, and a mirrored one has its columns the other way round', async () => {
  const whole = [0, 1, 0, 1];
  const y = await seen([...whole, ...whole, 0, 1, SIZE - 1, -1]);
  const mirrored = images.map((_, i) => images[i - (i % SIZE) + (SIZE - 1 - (i % SIZE))]!);
  const ofTwo = (COUNT - 1) * 2 * SIZE * SIZE;
  expect(y).toEqual([...images.slice(0, ofTwo), ...mirrored.slice(ofTwo)]);
});

test('a view is what lies between the pixels of its part', async () => {
  const views = [...drawViews(createRng('views'), COUNT, SIZE, { leastSide: 0.5, mirrored: true })];
  const y = await seen(views);
  for (const [i, value] of y.entries()) {
    const plane = Math.floor(i / SIZE ** 2);
    const [row, rowStep, column, columnStep] = views.slice(4 * Math.floor(plane / 2));
    const pixels = images.slice(plane * SIZE ** 2, (plane + 1) * SIZE ** 2);
    const [down, across] = [Math.floor(i / SIZE) % SIZE, i % SIZE];
    expect(value).toBeCloseTo(interpolated(pixels, row! + down * rowStep!, column! + across * columnStep!), 5);
  }
});

test('drawn views stay inside the image, show at least the share they must, and half of them are mirrored', () => {
  const views = drawViews(createRng('many'), 2000, 9, { leastSide: 0.6, mirrored: true });
  let mirrored = 0;
  const shares: number[] = [];
  for (let i = 0; i < views.length; i += 2) {
    const [start, step] = [views[i]!, views[i + 1]!];
    for (const end of [start, start + 8 * step]) {
      expect(end).toBeGreaterThan(-1e-5);
      expect(end).toBeLessThan(8 + 1e-5);
    }
    shares.push(Math.abs(step));
    if (step < 0) mirrored++;
    if (i % 4 === 0) expect(step).toBeGreaterThan(0);
  }
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(Math.fround(0.6));
  expect(Math.min(...shares)).toBeLessThan(0.61);
  expect(Math.max(...shares)).toBeGreaterThan(0.99);
  // Of 2000 fair throws, four standard deviations are 89.
  expect(Math.abs(mirrored - 1000)).toBeLessThan(90);
});

test('without mirroring every step goes on, and with a least side of 1 every view is the image', () => {
  const whole = drawViews(createRng('whole'), 3, 7, { leastSide: 1, mirrored: false });
  expect([...whole]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
});
