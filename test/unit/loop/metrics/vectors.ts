import { wilsonInterval } from '../../../../src/core/math/wilson.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { clipScore } from '../../../../src/loop/metrics/clip-score.ts';
import { cmmd } from '../../../../src/loop/metrics/cmmd.ts';
import { cosine } from '../../../../src/loop/metrics/cosine.ts';
import { densityCoverage, expectedCoverage } from '../../../../src/loop/metrics/density-coverage.ts';
import { type FeatureMatrix, fromRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { fid, frechetDistance } from '../../../../src/loop/metrics/fid.ts';
import { hingeBreakpoint } from '../../../../src/loop/metrics/hinge.ts';
import { inceptionScore } from '../../../../src/loop/metrics/inception-score.ts';
import { meanInterval } from '../../../../src/loop/metrics/intervals.ts';
import { kid } from '../../../../src/loop/metrics/kid.ts';
import { lpips } from '../../../../src/loop/metrics/lpips.ts';
import { manifoldCounts } from '../../../../src/loop/metrics/manifold.ts';
import { precisionRecall } from '../../../../src/loop/metrics/precision-recall.ts';
import { timeConstant } from '../../../../src/loop/metrics/time-constant.ts';
import { vendiOfKernel, vendiScore } from '../../../../src/loop/metrics/vendi.ts';

/** One number with a known value. */
export interface Vector {
  readonly metric: string;
  readonly of: string;
  readonly reference: number;
  readonly tolerance: number;
  readonly source: string;
  readonly value: () => number | Promise<number>;
}

const byHand = 'worked by hand';
const corners = fromRows([
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
]);
const doubled = { ...corners, values: corners.values.map((value) => 2 * value) };
const line = (...values: number[]) => fromRows(values.map((value) => [value]));
const diagonal = (...values: number[]) =>
  fromRows(values.map((value, i) => values.map((_, j) => (i === j ? value : 0))));
const [realLine, generatedLine] = [line(0, 1, 3, 7), line(0.4, 2.5, 6, 20)];
const alternating = Array.from({ length: 270 }, (_, i) => (i % 2 === 0 ? 1 : -1));
const alternatingSd = Math.sqrt(270 / 269);
const decay = (curve: (t: number) => number, first: number, last: number) => ({
  firstStep: first,
  values: line(...Array.from({ length: last - first + 1 }, (_, t) => curve(first + t))),
});
const asOneItem = ({ firstStep, values }: { firstStep: number; values: FeatureMatrix }) => ({
  firstStep,
  values: { ...values, rows: 1, columns: values.rows },
});
const brokenLine = asOneItem(decay((t) => 1 - 0.01 * Math.min(t, 66), 0, 100));
const exponential = asOneItem(decay((t) => 0.4 + 0.6 * Math.exp(-t / 15), 1, 100));
const few = { rng: createRng('vectors'), draws: 200 };

const frechet: Vector[] = [
  ...[corners, doubled].map((_, turned) => ({
    metric: 'FID',
    of: turned ? 'the doubled square against the unit square' : 'the unit square against the doubled one',
    reference: 7 / 6,
    tolerance: 1e-10,
    source: 'mean 1/2, covariance 2/3',
    value: async () => (turned ? await fid(doubled, corners) : await fid(corners, doubled)).value,
  })),
  {
    metric: 'Fréchet distance',
    of: 'N(0, I₃) against N(1, 4·I₃)',
    reference: 6,
    tolerance: 1e-10,
    source: '3·1 + 3·(1 − 2)²',
    value: () =>
      frechetDistance(
        { mean: new Float64Array(3), covariance: diagonal(1, 1, 1) },
        { mean: new Float64Array(3).fill(1), covariance: diagonal(4, 4, 4) },
      ),
  },
  {
    metric: 'Fréchet distance',
    of: 'diagonal covariances (1, 4, 9) against (16, 1, 0)',
    reference: 19,
    tolerance: 1e-10,
    source: 'Σ (√a − √b)²',
    value: () =>
      frechetDistance(
        { mean: new Float64Array(3), covariance: diagonal(1, 4, 9) },
        { mean: new Float64Array(3), covariance: diagonal(16, 1, 0) },
      ),
  },
  {
    metric: 'FID',
    of: 'a set against itself, more items than features',
    reference: 0,
    tolerance: 1e-6,
    source: 'definition',
    value: async () => (await fid(corners, corners)).value,
  },
  {
    metric: 'FID',
    of: 'a set against itself, fewer items than features',
    reference: 0,
    tolerance: 1e-6,
    source: 'definition',
    value: async () => {
      const wide = { rows: 20, columns: 64, values: Float64Array.from({ length: 1280 }, (_, i) => (i * i) % 97) };
      return (await fid(wide, wide)).value;
    },
  },
];

const discrepancies: Vector[] = [
  {
    metric: 'KID',
    of: 'the unit square against the doubled one',
    reference: 23 / 24,
    tolerance: 1e-10,
    source: byHand,
    value: () => kid(corners, doubled),
  },
  {
    metric: 'KID',
    of: 'a square against itself',
    reference: -1.0729166667,
    tolerance: 1e-10,
    source: byHand,
    value: () => kid(corners, corners),
  },
  {
    metric: 'CMMD',
    of: '(1, 0), (0, 1) against (−1, 0), (0, 1)',
    reference: 9.9006633466,
    tolerance: 1e-9,
    source: '500·(1 − e^(−1/50))',
    value: () =>
      cmmd(
        fromRows([
          [1, 0],
          [0, 1],
        ]),
        fromRows([
          [-1, 0],
          [0, 1],
        ]),
      ),
  },
  {
    metric: 'CMMD',
    of: 'the unit square against the doubled one',
    reference: 4.9809337693,
    tolerance: 1e-9,
    source: 'numpy, in double precision',
    value: () => cmmd(corners, doubled),
  },
];

const manifoldOf = async (real: FeatureMatrix, generated: FeatureMatrix, k: number) => {
  const counts = await manifoldCounts(real, generated, k);
  return { ...precisionRecall(counts), ...densityCoverage(counts) };
};
const manifold = (
  of: string,
  sets: [FeatureMatrix, FeatureMatrix, number],
  expected: Record<string, number>,
): Vector[] =>
  Object.entries(expected).map(([metric, reference]) => ({
    metric,
    of,
    reference,
    tolerance: 0,
    source: byHand,
    value: async () => ({ ...(await manifoldOf(...sets)) })[metric as keyof Awaited<ReturnType<typeof manifoldOf>>],
  }));
const neighbours: Vector[] = [
  ...[1, 2].flatMap((k) =>
    manifold(`real {0, 1, 3, 7}, generated {0.4, 2.5, 6, 20}, k = ${k}`, [realLine, generatedLine, k], {
      precision: 0.75,
      recall: 1,
      density: 1,
      coverage: 1,
    }),
  ),
  ...manifold('the unit square against the doubled one, k = 1, with ties', [corners, doubled, 1], {
    precision: 0.25,
    recall: 1,
    density: 0.25,
    coverage: 0.25,
  }),
  ...[
    { n: 10_000, reference: 0.9687734 },
    { n: 300, reference: 0.9695286 },
  ].map(({ n, reference }) => ({
    metric: 'expected coverage',
    of: `${n} items on both sides, k = 5`,
    reference,
    tolerance: 5e-8,
    source: 'Naeem et al. 2020, lemma 2',
    value: () => expectedCoverage(n, n, 5),
  })),
];

const kernel = (of: string, rows: number[][], reference: number, tolerance: number, source: string): Vector => ({
  metric: 'Vendi score',
  of,
  reference,
  tolerance,
  source,
  value: () => vendiOfKernel(fromRows(rows)),
});
const places = [0, 0, 10, 10, 20, 20];
const diversity: Vector[] = [
  kernel(
    'the identity of 3',
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    3,
    1e-10,
    byHand,
  ),
  kernel(
    'all ones',
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    1,
    1e-10,
    byHand,
  ),
  kernel(
    'two items with similarity 0.5',
    [
      [1, 0.5],
      [0.5, 1],
    ],
    1.7547653506,
    1e-10,
    byHand,
  ),
  kernel(
    'similarities 0.9, 0 and 0',
    [
      [1, 0.9, 0],
      [0.9, 1, 0],
      [0, 0, 1],
    ],
    2.1573004834,
    1e-10,
    'published as 2.1573',
  ),
  kernel(
    'places 0, 0, 10, 10, 20, 20 with e^(−distance)',
    places.map((a) => places.map((b) => Math.exp(-Math.abs(a - b)))),
    2.9999999959,
    1e-9,
    'published as 2.9999',
  ),
  {
    metric: 'Vendi score',
    of: 'features, more items than dimensions (dual)',
    reference: 2,
    tolerance: 1e-10,
    source: byHand,
    value: () =>
      vendiScore(
        fromRows([
          [1, 0],
          [0, 2],
          [3, 0],
          [0, 1],
        ]),
      ),
  },
  {
    metric: 'Inception score',
    of: 'rows (0.9, 0.1), (0.1, 0.9)',
    reference: 1.4449348112,
    tolerance: 1e-10,
    source: byHand,
    value: () =>
      inceptionScore(
        fromRows([
          [0.9, 0.1],
          [0.1, 0.9],
        ]),
        1,
      ).mean,
  },
  {
    metric: 'Inception score',
    of: '40 balanced rows of 4 classes, 10 splits',
    reference: 4,
    tolerance: 1e-10,
    source: 'number of classes',
    value: () =>
      inceptionScore(fromRows(Array.from({ length: 40 }, (_, i) => [0, 1, 2, 3].map((c) => (i % 4 === c ? 1 : 0)))))
        .mean,
  },
];

/** Unit vectors with the given cosine. */
const atCosine = (value: number) => [fromRows([[1, 0]]), fromRows([[value, Math.sqrt(1 - value * value)]])] as const;
const activation = fromRows([
  [3, 0],
  [4, 1],
]);
const similarity: Vector[] = [
  ...[
    { of: '(1, 0) and (1, 1)', x: [1, 0], y: [1, 1], reference: Math.SQRT1_2 },
    { of: 'orthogonal vectors', x: [1, 0], y: [0, 3], reference: 0 },
    { of: 'opposite vectors', x: [1, 2], y: [-2, -4], reference: -1 },
    { of: 'a zero vector', x: [0, 0], y: [1, 1], reference: Number.NaN },
  ].map(({ of, x, y, reference }) => ({
    metric: 'cosine',
    of,
    reference,
    tolerance: 1e-10,
    source: byHand,
    value: () => cosine(Float64Array.from(x), Float64Array.from(y)),
  })),
  ...(['hessel', 'torchmetrics'] as const).map((scale) => ({
    metric: `CLIP score, ${scale}`,
    of: 'cosine 0.3',
    reference: { hessel: 0.75, torchmetrics: 30 }[scale],
    tolerance: 1e-10,
    source: 'definition',
    value: () => clipScore(...atCosine(0.3), scale).mean,
  })),
  {
    metric: 'LPIPS',
    of: 'an image and itself',
    reference: 0,
    tolerance: 0,
    source: 'definition',
    value: () => lpips([{ a: activation, b: activation, weights: Float64Array.of(1, 2) }]),
  },
  {
    metric: 'LPIPS',
    of: 'directions (0.6, 0.8), (0, 1) against (0.8, 0.6), (0, 1), weights 1 and 2',
    reference: 0.06,
    tolerance: 1e-9,
    source: '(1·0.04 + 2·0.04)/2',
    value: () =>
      lpips([
        {
          a: activation,
          b: fromRows([
            [4, 0],
            [3, 1],
          ]),
          weights: Float64Array.of(1, 2),
        },
      ]),
  },
];

const uncertainty: Vector[] = [
  {
    metric: 't interval',
    of: 'half-width over sd, 270 items',
    reference: 0.1198186897,
    tolerance: 1e-10,
    source: 't = 1.9688219741, over √270',
    value: () => meanInterval(alternating).high / alternatingSd,
  },
  {
    metric: 't interval',
    of: 'sd bar over interval bar, 270 items',
    reference: 8.3459433821,
    tolerance: 1e-9,
    source: 'the reciprocal',
    value: () => alternatingSd / meanInterval(alternating).high,
  },
  ...[
    { of: '600 of 5,000, low end', value: () => wilsonInterval(600, 5000).low, reference: 0.1112832 },
    { of: '600 of 5,000, high end', value: () => wilsonInterval(600, 5000).high, reference: 0.1293003 },
    { of: '0 of 250, high end', value: () => wilsonInterval(0, 250).high, reference: 0.0151333 },
  ].map((row) => ({ metric: 'Wilson interval', tolerance: 5e-8, source: 'Wilson 1927', ...row })),
];

const convergence: Vector[] = [
  {
    metric: 'hinge breakpoint',
    of: '1 − 0.01·min(t, 66), t = 0..100',
    reference: 66,
    tolerance: 0,
    source: 'planted',
    value: () => hingeBreakpoint(brokenLine, few).breakpoint,
  },
  {
    metric: 'hinge slope',
    of: '1 − 0.01·min(t, 66), t = 0..100',
    reference: -0.01,
    tolerance: 1e-12,
    source: 'planted',
    value: () => hingeBreakpoint(brokenLine, few).slope,
  },
  {
    metric: 'time constant',
    of: '0.4 + 0.6·e^(−t/15), t = 1..100',
    reference: 15,
    tolerance: 1e-6,
    source: 'planted',
    value: () => timeConstant(exponential, few)!.timeConstant,
  },
  {
    metric: 'settled to 1 %',
    of: '0.4 + 0.6·e^(−t/15), t = 1..100',
    reference: 15 * Math.log(100),
    tolerance: 1e-5,
    source: '15·ln 100',
    value: () => timeConstant(exponential, few)!.settledAt,
  },
];

/** Every published, derived or planted number that a metric must give. */
export const vectors: readonly Vector[] = [
  ...frechet,
  ...discrepancies,
  ...neighbours,
  ...diversity,
  ...similarity,
  ...uncertainty,
  ...convergence,
];

/** Absolute error; 0 where both are undefined, infinite where only one is. */
export function errorOf(value: number, reference: number): number {
  if (Number.isNaN(reference) || Number.isNaN(value)) return Object.is(value, reference) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(value - reference);
}
