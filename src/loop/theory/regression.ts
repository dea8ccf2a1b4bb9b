import { UsageError } from '../../core/errors.ts';
import type { Rng } from '../../core/rng.ts';
import { type Batch, setSize, type TrainingSet } from '../policies.ts';
import { BatchCovariances } from './batch-covariances.ts';
import { biasOf, drawnRows, drawnWhole, requireItems, requireWholeBatches } from './drawn-batches.ts';
import type { TheoryModel } from './model.ts';
import { type Trapezium, timesItsTranspose, wishartRoot } from './normal-batch.ts';
import type { RegressionOptions } from './options.ts';
import { lowerTriangle, solveTransposed, solveTriangle } from './triangles.ts';

type Options = Omit<RegressionOptions, 'model'>;

/** `excess_risk` is ‖w − w*‖²: what the fit's squared error on a new item exceeds the best possible by. */
const METRICS = ['excess_risk'] as const;

/**
 * Linear regression by least squares: features are N(0, I), real labels lie around the plane of w*, synthetic labels around
 * the plane of an earlier fit, with noise of the same variance σ² times the sampling bias λ.
 *
 * Gerstgrasser, M. et al. (2024). Is model collapse inevitable? arXiv 2404.01413, where batches share one design;
 * Dohmatob, E. et al. (2024). Model collapse demystified: the case of regression, arXiv 2402.07712.
 */
export function regressionModel(options: Options): TheoryModel {
  return {
    name: 'regression',
    metrics: METRICS,
    check(sets) {
      requireItems(sets, options.features + 1);
      if (options.draw === 'moments') requireWholeBatches(sets);
      if (options.design === 'shared') requireEqualBatches(sets);
    },
    run: (sets, rng) => runLoop(sets, options, rng),
    predict: (sets) => predict(sets, options).map((risk) => [risk]),
  };
}

/** What a fit needs of a batch. Weights are counted from w*, which no distribution here depends on. */
interface Products {
  /** XᵀX, d × d by rows. */
  readonly design: Float64Array;
  /** Xᵀy, length d. */
  readonly labels: Float64Array;
}

function runLoop(sets: readonly TrainingSet[], options: Options, rng: Rng): Float64Array {
  const { features: d, noise, bias } = options;
  const fits: Float64Array[] = [];
  const planeOf = (batch: Batch): Plane =>
    batch.source === 'real'
      ? { weights: new Float64Array(d), noise }
      : { weights: fits[batch.source]!, noise: noise * Math.sqrt(biasOf(batch, bias)) };
  const productsOf = options.draw === 'points' ? fromRows(options, planeOf, rng) : fromMoments(options, planeOf, rng);
  const measured = new Float64Array(sets.length);
  sets.forEach((set, generation) => {
    const weights = leastSquares(productsOf(set), d);
    fits.push(weights);
    measured[generation] = weights.reduce((sum, weight) => sum + weight * weight, 0);
  });
  return measured;
}

interface Plane {
  readonly weights: Float64Array;
  /** Standard deviation. */
  readonly noise: number;
}

/** Every item drawn, a row of d features and the label. */
function fromRows(
  { features: d, design }: Options,
  planeOf: (batch: Batch) => Plane,
  rng: Rng,
): (set: TrainingSet) => Products[] {
  let shared: Float64Array | undefined;
  const drawn = drawnRows(d + 1, (batch) => {
    const rows = shared?.slice() ?? new Float64Array(batch.items * (d + 1));
    const { weights, noise } = planeOf(batch);
    for (let start = 0; start < rows.length; start += d + 1) {
      let label = noise * rng.normal();
      for (let j = 0; j < d; j++) {
        if (shared === undefined) rows[start + j] = rng.normal();
        label += rows[start + j]! * weights[j]!;
      }
      rows[start + d] = label;
    }
    if (design === 'shared') shared ??= rows;
    return rows;
  });
  return (set) => drawn.of(set).map((rows) => productsOfRows(rows, d));
}

function productsOfRows(rows: Float64Array, d: number): Products {
  const design = new Float64Array(d * d);
  const labels = new Float64Array(d);
  for (let start = 0; start < rows.length; start += d + 1) {
    for (let i = 0; i < d; i++) {
      const feature = rows[start + i]!;
      for (let j = 0; j < d; j++) design[i * d + j]! += feature * rows[start + j]!;
      labels[i]! += feature * rows[start + d]!;
    }
  }
  return { design, labels };
}

/** The products themselves: XᵀX = A·Aᵀ is a Wishart variate, and Xᵀε given it is distributed as A·z. */
function fromMoments(
  { features: d, design }: Options,
  planeOf: (batch: Batch) => Plane,
  rng: Rng,
): (set: TrainingSet) => Products[] {
  let shared: { root: Trapezium; products: Float64Array } | undefined;
  const drawn = drawnWhole((batch): Products => {
    const { root, products } = shared ?? drawDesign(d, batch.items, rng);
    if (design === 'shared') shared = { root, products };
    const { weights, noise } = planeOf(batch);
    const labels = timesNormals(root, noise, rng);
    for (let i = 0; i < d; i++) labels[i]! += rowTimes(products, weights, i);
    return { design: products, labels };
  });
  return (set) => drawn.of(set);
}

function drawDesign(d: number, items: number, rng: Rng): { root: Trapezium; products: Float64Array } {
  const root = wishartRoot(d, items, rng);
  return { root, products: timesItsTranspose(root) };
}

function timesNormals({ rows, columns, values }: Trapezium, scale: number, rng: Rng): Float64Array {
  const product = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    const z = scale * rng.normal();
    for (let i = j; i < rows; i++) product[i]! += values[i * columns + j]! * z;
  }
  return product;
}

function rowTimes(matrix: Float64Array, vector: Float64Array, row: number): number {
  const d = vector.length;
  let sum = 0;
  for (let j = 0; j < d; j++) sum += matrix[row * d + j]! * vector[j]!;
  return sum;
}

/** Solves the pooled normal equations; of symmetric matrices only lower triangles are looked at. */
function leastSquares(parts: readonly Products[], d: number): Float64Array {
  const design = new Float64Array(d * d);
  const labels = new Float64Array(d);
  for (const part of parts) {
    for (let i = 0; i < d; i++) {
      for (let k = i * d; k <= i * d + i; k++) design[k]! += part.design[k]!;
      labels[i]! += part.labels[i]!;
    }
  }
  const triangle = lowerTriangle(design, d);
  return solveTransposed(triangle, solveTriangle(triangle, labels));
}

function predict(sets: readonly TrainingSet[], options: Options): (number | null)[] {
  return options.design === 'shared' ? predictShared(sets, options) : predictFresh(sets, options);
}

/**
 * With one design X for all batches of T items, a fit is the mean of its batches' own least-squares fits, each its source
 * plus noise (XᵀX)⁻¹Xᵀε of expected squared length λσ²d/(T − d − 1). Accumulating n batches gives Σ 1/k² times that.
 */
function predictShared(sets: readonly TrainingSet[], { features: d, noise, bias }: Options): (number | null)[] {
  const items = sets[0]!.batches[0]!.items;
  if (items <= d + 1) return sets.map(() => null);
  const base = (noise * noise * d) / (items - d - 1);
  const covariances = new BatchCovariances(
    sets,
    (batch) => base * items * (batch.source === 'real' ? 1 : biasOf(batch, bias)),
  );
  return sets.map(({ batches }) => covariances.ofMeans(batches, batches));
}

/**
 * With a design for each batch, and N items in all, the labels' noise adds Σ λσ² · (n/N) · d/(N − d − 1) over the batches
 * that are new to the set, because E (XᵀX)⁻¹ = I/(N − d − 1) and rows are exchangeable. It adds to the source's own risk
 * if all items come from one source, and to that of the set before if the new batches come from its fit and the rest is
 * that set. Other mixes have no closed form here.
 */
function predictFresh(sets: readonly TrainingSet[], { features: d, noise, bias }: Options): (number | null)[] {
  const risks: (number | null)[] = [];
  sets.forEach((set, generation) => {
    const start = startOf(set, sets[generation - 1]);
    const items = setSize(set);
    const before = start.from === 'real' ? 0 : start.from === 'mixed' ? null : risks[start.from]!;
    if (before === null || items <= d + 1) {
      risks.push(null);
      return;
    }
    const share = start.added.reduce(
      (sum, batch) => sum + (batch.items / items) * (batch.source === 'real' ? 1 : biasOf(batch, bias)),
      0,
    );
    risks.push(before + (noise * noise * share * d) / (items - d - 1));
  });
  return risks;
}

/** Which fit a set starts from, and the batches whose noise is new to it. */
function startOf(
  { batches }: TrainingSet,
  before: TrainingSet | undefined,
): { from: Batch['source'] | 'mixed'; added: readonly Batch[] } {
  const [source, ...others] = new Set(batches.map((batch) => batch.source));
  if (others.length === 0) return { from: source!, added: batches };
  const added = batches.filter((batch) => !before!.batches.includes(batch));
  const isGrown =
    batches.length - added.length === before!.batches.length &&
    added.every((batch) => batch.source === before!.generation && batch.part === undefined);
  return { from: isGrown ? before!.generation : 'mixed', added };
}

function requireEqualBatches(sets: readonly TrainingSet[]): void {
  const expected = sets[0]!.batches[0]!.items;
  for (const { generation, batches } of sets) {
    for (const batch of batches) {
      if (batch.items !== expected || batch.part !== undefined) {
        throw new UsageError(
          `generation ${generation}: a shared design needs whole batches of ${expected} items, got ` +
            `${batch.part === undefined ? batch.items : `${batch.items} of an older batch`}`,
        );
      }
    }
  }
}
