import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { InputError } from '../core/errors.ts';
import { trainFromPlan } from '../jobs/train.ts';
import { parseTrainPlan } from '../loop/plan/train-plan.ts';
import { gitCommit } from './git.ts';
import { rootSignal } from './interruption.ts';
import type { CommonOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { trainedText } from './train-text.ts';

export async function trainPlan(file: string, { dataDir, json }: CommonOptions): Promise<void> {
  const text = readPlan(file);
  const { data } = parseTrainPlan(text, file);
  const progress = createProgress(process.stderr);
  try {
    const model = await trainFromPlan({
      plan: { name: file, text },
      images: resolve(dirname(file), data),
      dataDir,
      gitCommit: gitCommit() ?? 'unknown',
      clock: systemClock,
      progress,
      signal: rootSignal,
      peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
    });
    progress.stop();
    console.log(json ? JSON.stringify(model, null, 2) : trainedText(model));
  } finally {
    progress.stop();
  }
}

function readPlan(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, 'cannot be read; expected a training plan in TOML', { cause });
  }
}
