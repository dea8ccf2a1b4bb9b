import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../core/errors.ts';
import { tomlError } from '../core/toml.ts';
import type { PlanText } from '../jobs/loop-run.ts';
import { parsePlan } from '../loop/plan.ts';

/**
 * Reads a loop plan and checks it, before anything is opened or made for it.
 *
 * @throws InputError naming file, line and key; also where the images that the plan names are not there
 */
export function loadPlan(file: string): PlanText {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, 'cannot be read; expected a loop plan in TOML', { cause });
  }
  const plan = parsePlan(text, file);
  if (plan.kind !== 'theory') {
    const data = resolve(dirname(file), plan.data.path);
    if (!existsSync(data)) throw tomlError(text, file, ['data', 'path'], `there is no file or folder ${data}`);
  }
  return { name: file, text };
}
