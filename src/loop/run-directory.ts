import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Arm } from './arms.ts';
import { setSize } from './policies.ts';
import { METRICS, type Metric } from './theory/metrics.ts';
import type { Prediction } from './theory/predictions.ts';

/** One measured value beside what theory said before the run; null where theory has no closed form. */
export interface MeasuredRow {
  readonly generation: number;
  readonly arm: string;
  readonly metric: Metric;
  readonly measured: number;
  readonly standardError: number;
  readonly predicted: number | null;
}

const armSchema = z.object({
  name: z.string(),
  policy: z.string(),
  /** By generation, 0 first; `real` and `synthetic` are the items that came in, `items` and `realShare` the whole set. */
  sets: z.array(
    z.object({ generation: z.int(), real: z.int(), synthetic: z.int(), items: z.int(), realShare: z.number() }),
  ),
});

const manifestSchema = z.object({
  runId: z.string(),
  planHash: z.string(),
  /** Null for a plan that reads no measured shares. */
  dataHash: z.string().nullable(),
  gitCommit: z.string(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  assumptions: z.array(z.string()),
  /** Months as `YYYY-MM`; empty for a plan of constants. */
  flows: z.array(
    z.object({
      generation: z.int(),
      from: z.string(),
      to: z.string(),
      uploads: z.number(),
      generated: z.number(),
      share: z.number(),
    }),
  ),
  /** Empty unless the mapping has a stock. */
  stock: z.array(
    z.object({
      generation: z.int(),
      stock: z.number(),
      alpha: z.number(),
      beta: z.number(),
      stockShare: z.number(),
      generatedPerReal: z.number(),
    }),
  ),
  arms: z.array(armSchema),
});
/** What a run rests on. Holds no clock time, so equal runs have equal manifests. */
export type Manifest = z.infer<typeof manifestSchema>;

const timesSchema = z.object({ startedAt: z.number(), finishedAt: z.number() });
/** When a run was made, in milliseconds since 1970-01-01 UTC: the one file that differs between equal runs. */
export type RunTimes = z.infer<typeof timesSchema>;

const METRICS_HEADER = 'generation,arm,metric,measured,standard_error,predicted';

/**
 * The files of one run: plan.toml, manifest.json, predictions.csv, sets.csv (items of each training set by where they came
 * from), metrics.csv and times.json. They are written beside the final directory and renamed at the end: a directory
 * that exists is complete.
 */
export class RunDirectory {
  readonly path: string;
  readonly #partial: string;

  constructor(runsDirectory: string, runId: string) {
    this.path = join(runsDirectory, runId);
    this.#partial = join(runsDirectory, `.${runId}.partial`);
  }

  async isComplete(): Promise<boolean> {
    return stat(this.path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  }

  /** Starts over: what an interrupted run left behind is removed. */
  async begin(): Promise<void> {
    await this.discard();
    await mkdir(this.#partial, { recursive: true });
  }

  async discard(): Promise<void> {
    await rm(this.#partial, { recursive: true, force: true });
  }

  async commit(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await rename(this.#partial, this.path);
  }

  async writePlan(text: string): Promise<void> {
    await this.#write('plan.toml', text);
  }

  async writeManifest(manifest: Manifest): Promise<void> {
    await this.#write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  }

  async writeTimes(times: RunTimes): Promise<void> {
    await this.#write('times.json', `${JSON.stringify(times)}\n`);
  }

  async writePredictions(arms: readonly { arm: Arm; predictions: readonly Prediction[] }[]): Promise<void> {
    const rows = arms.flatMap(({ arm, predictions }) =>
      predictions.flatMap((prediction, generation) =>
        METRICS.map((metric) => [generation, arm.name, metric, prediction[metric] ?? '']),
      ),
    );
    await this.#write('predictions.csv', csv('generation,arm,metric,predicted', rows));
  }

  async writeSets(arms: readonly Arm[]): Promise<void> {
    const rows = arms.flatMap((arm) =>
      arm.sets.flatMap((set) =>
        set.batches.map((batch) => [
          set.generation,
          arm.name,
          batch.source,
          batch.enteredAt,
          batch.items,
          batch.items / setSize(set),
        ]),
      ),
    );
    await this.#write('sets.csv', csv('generation,arm,source_generation,entered_at,items,share_of_set', rows));
  }

  async writeMetrics(rows: readonly MeasuredRow[]): Promise<void> {
    const cells = rows.map((row) => [
      row.generation,
      row.arm,
      row.metric,
      row.measured,
      row.standardError,
      row.predicted ?? '',
    ]);
    await this.#write('metrics.csv', csv(METRICS_HEADER, cells));
  }

  /** @throws InputError if the file is not what writeManifest wrote */
  async readManifest(): Promise<Manifest> {
    return this.#readJson('manifest.json', manifestSchema);
  }

  /** @throws InputError if the file is not what writeTimes wrote */
  async readTimes(): Promise<RunTimes> {
    return this.#readJson('times.json', timesSchema);
  }

  /** @throws InputError if the file is not what writeMetrics wrote */
  async readMetrics(): Promise<MeasuredRow[]> {
    const file = join(this.path, 'metrics.csv');
    const [header, ...lines] = (await readPart(file)).trimEnd().split('\n');
    if (header !== METRICS_HEADER) throw new InputError(file, `line 1: expected "${METRICS_HEADER}", got "${header}"`);
    return lines.map((line, index) => {
      const cells = line.split(',');
      const [generation, arm, name, measured, standardError, predicted] = cells;
      const metric = METRICS.find((known) => known === name);
      if (cells.length !== 6 || metric === undefined) {
        throw new InputError(file, `line ${index + 2}: expected six cells and a known metric, got "${line}"`);
      }
      return {
        generation: Number(generation),
        arm: arm!,
        metric,
        measured: Number(measured),
        standardError: Number(standardError),
        predicted: predicted === '' ? null : Number(predicted),
      };
    });
  }

  async #write(name: string, text: string): Promise<void> {
    await writeFile(join(this.#partial, name), text);
  }

  async #readJson<T>(name: string, schema: z.ZodType<T>): Promise<T> {
    const file = join(this.path, name);
    const text = await readPart(file);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new InputError(file, 'expected JSON', { cause });
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new InputError(file, `${issue!.path.join('.')}: ${issue!.message}`);
  }
}

async function readPart(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, 'cannot be read; remove the folder of the run and run the plan again', { cause });
  }
}

function csv(header: string, rows: readonly (readonly (string | number)[])[]): string {
  return `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`;
}
