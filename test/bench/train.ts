import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

/**
 * Time and memory of a training step and of a forward pass of the DDIM U-Net (1.95 million parameters) beside PyTorch's on
 * the same network, loss, optimiser and moving average. Each side is a process of its own that takes one step on demand:
 * within a round they take turns, and their memory is apart. Prints the rows of docs/reference/bench-train.md.
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    threads: { type: 'string', default: '2' },
    batch: { type: 'string', default: '64' },
    size: { type: 'string', multiple: true, default: ['32', '64'] },
    mode: { type: 'string', multiple: true, default: ['train', 'forward'] },
    python: { type: 'string', multiple: true, default: ['/usr/bin/python3'] },
  },
});
const rounds = Number(options.rounds);
/** Steps that are not measured: the first ones allocate. */
const WARM_STEPS = 2;

/** What a side says of one step. */
interface Step {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory ever resident in its process. */
  readonly peakKilobytes: number;
  readonly loss: number;
}

class Side {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(program: string, script: URL, words: readonly string[]) {
    const env = { ...process.env, OMP_NUM_THREADS: options.threads };
    this.#process = spawn(program, [script.pathname, ...words], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#lines = createInterface(this.#process.stdout!)[Symbol.asyncIterator]();
  }

  /** What it runs on, once it is ready. */
  async version(): Promise<string> {
    return ((await this.#answer()) as { version: string }).version; // as train-ours.ts and train-torch.py write it
  }

  async step(): Promise<Step> {
    this.#process.stdin!.write('step\n');
    return (await this.#answer()) as Step; // as they write it
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.stdin!.end();
    await ended;
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#process.spawnargs.join(' ')} ended with code ${this.#process.exitCode}`);
    return JSON.parse(value);
  }
}

console.log(
  `${cpus().length} cores (${cpus()[0]!.model}), Node ${process.versions.node}, ${options.threads} threads, ` +
    `batch ${options.batch}, ${rounds} rounds\n`,
);
console.log('| step | side | median s | least s | processor s | peak GiB | ours: clock | processor | memory | loss |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const size of options.size) {
  for (const mode of options.mode) await compare(mode, size);
}

async function compare(mode: string, size: string): Promise<void> {
  const words = [mode, size, options.batch, options.threads];
  const sides = [
    new Side(process.execPath, new URL('./train-ours.ts', import.meta.url), words),
    ...options.python.map((python) => new Side(python, new URL('./train-torch.py', import.meta.url), words)),
  ];
  const rows: { side: Side; version: string; steps: Step[] }[] = [];
  for (const side of sides) {
    const row = { side, version: await side.version(), steps: [] as Step[] };
    for (let i = 0; i < WARM_STEPS; i++) row.steps.push(await side.step());
    rows.push(row);
  }
  const loads: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { side, steps } of rows) steps.push(await side.step());
    loads.push(loadavg()[0]!);
  }
  const ours = summaryOf(rows[0]!.steps);
  for (const { side, version, steps } of rows) {
    const own = summaryOf(steps);
    const ratio = (of: 'least' | 'cpu' | 'gibibytes') =>
      side === sides[0] ? '' : `${(ours[of] / own[of]).toFixed(2)} ×`;
    const load = `load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`;
    const cells = [
      `${mode}, ${size}², ${load}`,
      version,
      own.median.toFixed(3),
      own.least.toFixed(3),
      own.cpu.toFixed(3),
      own.gibibytes.toFixed(2),
      ratio('least'),
      ratio('cpu'),
      ratio('gibibytes'),
      mode === 'train' ? `${steps[0]!.loss.toFixed(3)} to ${steps.at(-1)!.loss.toFixed(3)}` : '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
    await side.end();
  }
}

function summaryOf(steps: readonly Step[]) {
  const measured = steps.slice(WARM_STEPS);
  const sorted = (of: (step: Step) => number) => measured.map(of).sort((a, b) => a - b);
  const seconds = sorted((step) => step.seconds);
  return {
    median: seconds[Math.floor(seconds.length / 2)]!,
    least: seconds[0]!,
    cpu: sorted((step) => step.cpuSeconds)[0]!,
    gibibytes: Math.max(...steps.map((step) => step.peakKilobytes)) / 2 ** 20,
  };
}
