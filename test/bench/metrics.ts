import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRng } from '../../src/core/rng.ts';
import { densityCoverage } from '../../src/loop/metrics/density-coverage.ts';
import { type FeatureMatrix, rowsBetween } from '../../src/loop/metrics/feature-matrix.ts';
import { fid } from '../../src/loop/metrics/fid.ts';
import { kid, kidOverSubsets } from '../../src/loop/metrics/kid.ts';
import { manifoldCounts } from '../../src/loop/metrics/manifold.ts';
import { type Matmul, plainMatmul } from '../../src/loop/metrics/matmul.ts';
import { precisionRecall } from '../../src/loop/metrics/precision-recall.ts';
import { onnxMatmul } from '../../src/loop/onnx/matmul.ts';

/**
 * What the metrics take beside the usual routes in numpy and scipy, on the same features and as many threads. All from one
 * run: ours and theirs take turns, and each figure is the best of its rounds, because other programs only ever add time.
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    features: { type: 'string', default: '2048' },
    only: { type: 'string', default: '' },
    folder: { type: 'string', default: join(tmpdir(), 'tidemark-bench-metrics') },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const rounds = Number(options.rounds);
const features = Number(options.features);
const threads = Number(options.threads);
const [few, many, most] = [270, 5000, 10_000];

/** Features of rank and spread like an encoder's: positive, correlated, with variances that fall off. */
function makeFeatures(rows: number, seed: string, shift: number): FeatureMatrix<Float32Array> {
  const rng = createRng(seed);
  const values = new Float32Array(rows * features);
  for (let i = 0; i < rows; i++) {
    let carried = 0;
    for (let j = 0; j < features; j++) {
      carried = 0.7 * carried + rng.normal();
      values[i * features + j] = Math.max(0, 0.4 + shift + (0.35 * carried) / Math.sqrt(1 + j / 64));
    }
  }
  return { rows, columns: features, values };
}

interface Task {
  readonly name: string;
  readonly items: number;
  readonly goal: string;
  readonly ours: (a: FeatureMatrix, b: FeatureMatrix, matmul: Matmul) => Promise<number>;
  /** Functions of metrics.py; the first is the one the goal names. */
  readonly theirs: readonly string[];
  readonly isQuickWithoutLibrary?: boolean;
}

const tasks: readonly Task[] = [
  {
    name: 'FID',
    items: few,
    goal: '< 1 s',
    ours: async (a, b, matmul) => (await fid(a, b, matmul)).value,
    theirs: ['fid_nuclear', 'fid_eigvals'],
    isQuickWithoutLibrary: true,
  },
  {
    name: 'FID',
    items: most,
    goal: '≤ 1 ×',
    ours: async (a, b, matmul) => (await fid(a, b, matmul)).value,
    theirs: ['fid_eigvals', 'fid_eigvalsh'],
  },
  { name: 'KID, all pairs', items: many, goal: '≤ 1 ×', ours: kid, theirs: ['kid'] },
  {
    name: 'KID, 100 subsets of 1,000',
    items: many,
    goal: '≤ 1 ×',
    ours: async (a, b, matmul) => (await kidOverSubsets(a, b, { rng: createRng(1), matmul })).mean,
    theirs: ['kid_subsets'],
  },
  {
    name: 'precision, recall, density, coverage',
    items: many,
    goal: '≤ 1 ×',
    ours: async (a, b, matmul) => {
      const counts = await manifoldCounts(a, b, 5, matmul);
      const { precision, recall, density, coverage } = { ...precisionRecall(counts), ...densityCoverage(counts) };
      return precision + recall + density + coverage;
    },
    theirs: ['neighbours'],
  },
];

interface Timed {
  readonly seconds: number;
  readonly value: number;
}

const a = makeFeatures(most, 'a', 0);
const b = makeFeatures(most, 'b', 0.02);
mkdirSync(options.folder, { recursive: true });
writeFileSync(join(options.folder, 'a.bin'), a.values);
writeFileSync(join(options.folder, 'b.bin'), b.values);
const onnx = await onnxMatmul(threads);
const hasNumpy = runPython(['-c', 'import numpy']).status === 0;
const hasScipy = runPython(['-c', 'import scipy.linalg']).status === 0;
console.log(
  `${threads} threads, ${features} features, best of ${rounds}; numpy's BLAS: ${hasNumpy ? blasOfNumpy() : 'no numpy'}`,
);

for (const task of tasks) {
  if (!`${task.name} ${task.items}`.includes(options.only)) continue;
  const ways: [string, () => Promise<Timed | null> | Timed | null][] = [
    ['ours, ONNX Runtime', () => timeOurs(task, onnx)],
  ];
  if (task.isQuickWithoutLibrary) ways.push(['ours, plain product', () => timeOurs(task, plainMatmul)]);
  for (const name of task.theirs) ways.push([`python, ${name}`, () => timeTheirs(task, name)]);
  const best = await bestOf(ways);
  console.log(`\n${task.name}, N = ${task.items} (goal ${task.goal}); load ${loadavg()[0]!.toFixed(1)}`);
  const reference = best.get(`python, ${task.theirs[0]}`);
  for (const [name, timed] of best) console.log(rowOf(name, timed, reference ?? null));
}

async function bestOf(
  ways: [string, () => Promise<Timed | null> | Timed | null][],
): Promise<Map<string, Timed | null>> {
  const best = new Map<string, Timed | null>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, time] of ways) {
      const timed = await time();
      const before = best.get(name);
      if (timed === null || before === undefined || before === null || timed.seconds < before.seconds) {
        best.set(name, timed);
      }
    }
  }
  return best;
}

async function timeOurs(task: Task, matmul: Matmul): Promise<Timed> {
  const start = performance.now();
  const value = await task.ours(rowsBetween(a, 0, task.items), rowsBetween(b, 0, task.items), matmul);
  return { seconds: (performance.now() - start) / 1000, value };
}

function timeTheirs(task: Task, name: string): Timed | null {
  if (!(name.startsWith('fid_eig') ? hasScipy : hasNumpy)) return null;
  const script = new URL('./metrics.py', import.meta.url).pathname;
  const { stdout, stderr } = runPython([script, options.folder, name, `${task.items}`, `${features}`]);
  if (stdout === '') throw new Error(`${name} failed: ${stderr}`);
  return JSON.parse(stdout) as Timed;
}

function runPython(words: readonly string[]) {
  const env = { ...process.env, OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` };
  return spawnSync(options.python, words, { encoding: 'utf8', env });
}

function blasOfNumpy(): string {
  const code =
    "import numpy; print(*{l.split('/')[-1] for l in map(str.strip, open('/proc/self/maps')) if 'blas' in l})";
  return runPython(['-c', code]).stdout.trim();
}

function rowOf(name: string, timed: Timed | null, reference: Timed | null): string {
  if (timed === null) return `  ${name.padEnd(26)} absent: apt-get install python3-scipy libopenblas0-pthread`;
  const ratio = reference === null ? '' : `${(timed.seconds / reference.seconds).toFixed(2)} ×`;
  return `  ${name.padEnd(26)}${`${timed.seconds.toFixed(2)} s`.padStart(10)}${ratio.padStart(9)}  value ${timed.value.toFixed(6)}`;
}
