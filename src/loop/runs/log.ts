import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { readWhole } from './files.ts';

const EVENTS = ['begun', 'resumed', 'committed', 'finished'] as const;
const lineSchema = z.object({ at: z.number(), event: z.enum(EVENTS), done: z.number() });

/** One event of a run: `at` in milliseconds since 1970-01-01 UTC, `done` in units of its work. */
export type LogLine = z.infer<typeof lineSchema>;

const FILE = 'log.jsonl';

/** When what happened. The only file of a run that differs between two runs of the same plan on the same data. */
export class RunLog {
  readonly #file: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#file = join(folder, FILE);
    this.#clock = clock;
  }

  async add(event: LogLine['event'], done: number): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify({ at: this.#clock.now(), event, done })}\n`);
  }
}

/** The lines that are whole: a killed process may leave the last one cut off. */
export async function readLog(folder: string): Promise<LogLine[]> {
  const text = (await readWhole(join(folder, FILE))).toString('utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      try {
        return [lineSchema.parse(JSON.parse(line))];
      } catch {
        return []; // a cut line that a later process wrote on
      }
    });
}
